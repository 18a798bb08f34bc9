-- One row per track, rule and reason: eligible plays of a sealed period that a flag keeps from being paid (R7).
with

stg_flags as (
    select
        play_id,
        rule,
        reason
    from fraud_flags
    where scope = ?/*period_id*/ and run = ?/*flag_run*/
    union all
    select
        play_id,
        rule,
        reason
    from fraud_flags
    where scope = 'external' and run = ?/*external_run*/
),

stg_plays as (
    select
        play_id,
        user_id,
        track_id
    from plays_sealed
    where period_id = ?/*period_id*/ and run = ?/*seal_run*/ and royalty_eligible
)

select
    p.track_id,
    f.rule,
    f.reason,
    count(distinct p.play_id) as claimed_plays,
    count(distinct p.user_id) as users
from stg_plays as p
inner join stg_flags as f on f.play_id = p.play_id
group by p.track_id, f.rule, f.reason
order by p.track_id, f.rule, f.reason
