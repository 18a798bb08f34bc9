-- One row per country-period and kind of earner, holder or track: how many its proven lines pay, how many of those less than a floor,
-- and what each set has together. `line_groups` sums the lines as they were proven, so no line is read.
with

stg_floor as (
    select cast(?/*floor*/ as decimal(38, 20)) as floor_amount
),

stg_groups as (
    select period_id, track_id, rights_holder_id, payout_sum
    from line_groups
    where
        line_groups.period_id in (?/*periods*/)
        and line_groups.run in (?/*runs*/)
        and concat(line_groups.period_id, '/', line_groups.run) in (?/*attributed*/)
),

int_earners as (
    select
        period_id,
        'holder' as earner_kind,
        cast(sum(payout_sum) as decimal(38, 20)) as earned
    from stg_groups
    group by period_id, rights_holder_id
    union all
    select
        period_id,
        'track' as earner_kind,
        cast(sum(payout_sum) as decimal(38, 20)) as earned
    from stg_groups
    group by period_id, track_id
)

select
    int_earners.period_id,
    int_earners.earner_kind,
    cast(count(*) as bigint) as earners,
    cast(cast(sum(int_earners.earned) as decimal(38, 20)) as varchar) as earned,
    cast(sum(case when int_earners.earned < stg_floor.floor_amount then 1 else 0 end) as bigint) as earners_below,
    cast(
        cast(
            coalesce(sum(case when int_earners.earned < stg_floor.floor_amount then int_earners.earned end), 0)
            as decimal(38, 20)
        ) as varchar
    ) as earned_below
from int_earners
cross join stg_floor
group by int_earners.period_id, int_earners.earner_kind
order by int_earners.period_id, int_earners.earner_kind
