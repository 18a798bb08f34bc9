-- One row per play of a listener on a day of UTC with more eligible plays than the market allows (R7).
with

stg_plays as (
    select
        play_id,
        user_id,
        royalty_eligible,
        date_format(from_unixtime(cast(floor_div(played_at_ms, 1000) as bigint)), '%Y-%m-%d') as day
    from plays_sealed
    where period_id = ?/*period_id*/ and run = ?/*seal_run*/
),

int_offenders as (
    select
        user_id,
        day,
        count(*) as eligible_plays
    from stg_plays
    where royalty_eligible
    group by user_id, day
    having count(*) > cast(?/*eligible_plays_max*/ as bigint)
)

select
    p.play_id,
    'too many plays by one listener in one day' as reason,
    'user_day' as rule,
    cast(?/*rule_version*/ as integer) as rule_version,
    '{"day":"' || o.day || '","eligible_plays":' || cast(o.eligible_plays as varchar) || ',"allowed":' || ?/*eligible_plays_max*/ || '}' as evidence,
    cast(?/*flagged_at_ms*/ as bigint) as flagged_at_ms
from stg_plays as p
inner join int_offenders as o on o.user_id = p.user_id and o.day = p.day
