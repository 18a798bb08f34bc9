-- One row per surface of the sealed plays of some country-periods: plays that began there, and those left within thirty seconds (R5).
with

stg_plays as (
    select
        context_type,
        case when royalty_eligible then 0 else 1 end as is_skip
    from plays_sealed
    where
        period_id in (?/*periods*/)
        and run in (?/*runs*/)
        and concat(period_id, '/', run) in (?/*sealed*/)
)

select
    context_type as surface,
    cast(count(*) as bigint) as plays,
    cast(sum(is_skip) as bigint) as skips
from stg_plays
group by context_type
order by context_type
