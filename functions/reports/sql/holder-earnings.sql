-- One row per group and currency of one holder's lines.
with
stg_grouping as (
    select cast(? as varchar) as grouping_name
),
stg_lines as (
    select
        case stg_grouping.grouping_name
            when 'provider' then earned_lines.provider
            when 'store' then earned_lines.store
            when 'territory' then earned_lines.territory
            when 'track' then earned_lines.track_id
            else earned_lines.sale_period
        end as group_name,
        earned_lines.currency,
        earned_lines.converted,
        earned_lines.commission,
        earned_lines.holder_amount
    from earned_lines
    cross join stg_grouping
    where earned_lines.holder_id = ?
)
select
    group_name,
    currency,
    cast(cast(sum(holder_amount) as decimal(38, 10)) as varchar) as amount,
    cast(cast(sum(commission) as decimal(38, 10)) as varchar) as commission,
    cast(cast(sum(converted) as decimal(38, 10)) as varchar) as converted,
    cast(count(*) as varchar) as line_count
from stg_lines
group by group_name, currency
order by group_name, currency
