-- One row per sealed play of the period that a set of fraud flags names (R7), with its track and whether it would have counted (R5).
with

stg_plays as (
    select play_id, track_id, royalty_eligible
    from plays_sealed
    where plays_sealed.period_id = ?/*period_id*/ and plays_sealed.run = ?/*seal_run*/
),

stg_flags as (
    select distinct play_id
    from fraud_flags
    where fraud_flags.scope = ?/*flag_scope*/ and fraud_flags.run = ?/*flag_run*/
)

select stg_plays.play_id, stg_plays.track_id, stg_plays.royalty_eligible
from stg_plays
inner join stg_flags on stg_flags.play_id = stg_plays.play_id
