-- One row: the counts of the period over its sealed plays.
with

stg_plays as (
    select cast(count(*) as bigint) as plays
    from plays_sealed
    where plays_sealed.period_id = ?/*period_id*/ and plays_sealed.run = ?/*seal_run*/
),

stg_tracks as (
    select track_id, plays, fraud_plays
    from track_plays
    where track_plays.period_id = ?/*period_id*/ and track_plays.run = ?/*run*/
),

stg_ineligible as (
    select track_id
    from ineligible_tracks
    where ineligible_tracks.period_id = ?/*period_id*/ and ineligible_tracks.run = ?/*run*/
),

int_tracks as (
    select
        cast(coalesce(sum(case when stg_ineligible.track_id is null then stg_tracks.plays else 0 end), 0) as bigint)
            as qualified_plays,
        cast(coalesce(sum(case when stg_ineligible.track_id is null then 0 else stg_tracks.plays end), 0) as bigint)
            as ineligible_plays,
        cast(coalesce(sum(stg_tracks.fraud_plays), 0) as bigint) as fraud_plays
    from stg_tracks
    left join stg_ineligible on stg_ineligible.track_id = stg_tracks.track_id
)

select
    stg_plays.plays,
    int_tracks.qualified_plays,
    int_tracks.ineligible_plays,
    int_tracks.fraud_plays
from stg_plays
cross join int_tracks
