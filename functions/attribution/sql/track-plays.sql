-- One row per track of the period: its plays of thirty seconds and more (R5) that no fraud flag names, and those that one does.
with

stg_plays as (
    select play_id, track_id
    from plays_sealed
    where plays_sealed.period_id = ?/*period_id*/ and plays_sealed.run = ?/*seal_run*/ and plays_sealed.royalty_eligible
),

stg_flagged as (
    select distinct play_id
    from flagged_plays
    where flagged_plays.period_id = ?/*period_id*/ and flagged_plays.run = ?/*run*/
)

select
    stg_plays.track_id,
    cast(count(*) - count(stg_flagged.play_id) as bigint) as plays,
    cast(count(stg_flagged.play_id) as bigint) as fraud_plays
from stg_plays
left join stg_flagged on stg_flagged.play_id = stg_plays.play_id
group by stg_plays.track_id
