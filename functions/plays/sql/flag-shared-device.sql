-- One row per play of a device that more listeners used than the market allows (R7).
with

stg_plays as (
    select
        play_id,
        user_id,
        device_id
    from plays_sealed
    where period_id = ?/*period_id*/ and run = ?/*seal_run*/ and device_id is not null
),

int_offenders as (
    select
        device_id,
        count(distinct user_id) as users
    from stg_plays
    group by device_id
    having count(distinct user_id) > cast(?/*users_max*/ as bigint)
)

select
    p.play_id,
    'one device used by too many listeners' as reason,
    'shared_device' as rule,
    cast(?/*rule_version*/ as integer) as rule_version,
    '{"users":' || cast(o.users as varchar) || ',"allowed":' || ?/*users_max*/ || '}' as evidence,
    cast(?/*flagged_at_ms*/ as bigint) as flagged_at_ms
from stg_plays as p
inner join int_offenders as o on o.device_id = p.device_id
