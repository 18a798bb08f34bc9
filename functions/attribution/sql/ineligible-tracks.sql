-- One row per track of the period whose plays in the named months do not reach the threshold (R19).
with

stg_tracks as (
    select track_id
    from track_plays
    where track_plays.period_id = ?/*period_id*/ and track_plays.run = ?/*run*/
),

stg_months as (
    select track_id, plays
    from track_plays
    where
        track_plays.period_id in (?/*month_periods*/)
        and track_plays.run in (?/*month_runs*/)
        and concat(track_plays.period_id, '/', track_plays.run) in (?/*months*/)
),

int_totals as (
    select track_id, sum(plays) as plays
    from stg_months
    group by track_id
)

select stg_tracks.track_id
from stg_tracks
left join int_totals on int_totals.track_id = stg_tracks.track_id
where coalesce(int_totals.plays, 0) < cast(?/*plays_min*/ as bigint)
