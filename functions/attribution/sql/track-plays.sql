-- One row per track of the period: its plays of thirty seconds and more (R5) that no fraud flag names, and those that one does.
with

stg_plays as (
    select track_id
    from plays_sealed
    where plays_sealed.period_id = ?/*period_id*/ and plays_sealed.run = ?/*seal_run*/ and plays_sealed.royalty_eligible
),

stg_flagged as (
    select distinct play_id, track_id
    from flagged_plays
    where flagged_plays.period_id = ?/*period_id*/ and flagged_plays.run = ?/*run*/ and flagged_plays.royalty_eligible
),

int_plays as (
    select track_id, count(*) as plays
    from stg_plays
    group by track_id
),

int_flagged as (
    select track_id, count(*) as plays
    from stg_flagged
    group by track_id
)

select
    int_plays.track_id,
    cast(int_plays.plays - coalesce(int_flagged.plays, 0) as bigint) as plays,
    cast(coalesce(int_flagged.plays, 0) as bigint) as fraud_plays
from int_plays
left join int_flagged on int_flagged.track_id = int_plays.track_id
