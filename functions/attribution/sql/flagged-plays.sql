-- One row per sealed play of the period that a set of fraud flags names (R7).
with

stg_plays as (
    select play_id
    from plays_sealed
    where plays_sealed.period_id = ?/*period_id*/ and plays_sealed.run = ?/*seal_run*/
),

stg_flags as (
    select distinct play_id
    from fraud_flags
    where fraud_flags.scope = ?/*flag_scope*/ and fraud_flags.run = ?/*flag_run*/
)

select stg_plays.play_id
from stg_plays
inner join stg_flags on stg_flags.play_id = stg_plays.play_id
