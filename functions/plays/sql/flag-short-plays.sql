-- One row per play of a listener and a track with more plays of barely thirty seconds than the market allows (R7).
with

stg_plays as (
    select
        play_id,
        user_id,
        track_id,
        duration_played_s
    from plays_sealed
    where period_id = ?/*period_id*/ and run = ?/*seal_run*/
),

int_offenders as (
    select
        user_id,
        track_id,
        count(*) as short_plays
    from stg_plays
    where duration_played_s between cast(?/*duration_min_s*/ as integer) and cast(?/*duration_max_s*/ as integer)
    group by user_id, track_id
    having count(*) > cast(?/*short_plays_max*/ as bigint)
)

select
    p.play_id,
    'too many short plays of one track by one listener' as reason,
    'short_plays' as rule,
    cast(?/*rule_version*/ as integer) as rule_version,
    '{"short_plays":' || cast(o.short_plays as varchar) || ',"allowed":' || ?/*short_plays_max*/ || '}' as evidence,
    cast(?/*flagged_at_ms*/ as bigint) as flagged_at_ms
from stg_plays as p
inner join int_offenders as o on o.user_id = p.user_id and o.track_id = p.track_id
