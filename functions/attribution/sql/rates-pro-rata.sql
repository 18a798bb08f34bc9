-- One row: the rate of every play, pool / qualified plays, truncated to ten decimals (R14, R19).
with

stg_tracks as (
    select track_id, plays
    from track_plays
    where track_plays.period_id = ?/*period_id*/ and track_plays.run = ?/*run*/
),

stg_ineligible as (
    select track_id
    from ineligible_tracks
    where ineligible_tracks.period_id = ?/*period_id*/ and ineligible_tracks.run = ?/*run*/
),

int_totals as (
    select
        cast(?/*pool_units*/ as decimal(38, 0)) as pool_units,
        cast(sum(stg_tracks.plays) as decimal(38, 0)) as plays
    from stg_tracks
    left join stg_ineligible on stg_ineligible.track_id = stg_tracks.track_id
    where stg_ineligible.track_id is null
),

int_rates as (
    select floor_div(pool_units, plays) as rate_units
    from int_totals
    where plays > 0
)

select
    '' as user_id,
    '' as play_id,
    cast(cast(rate_units as decimal(28, 0)) * cast(0.0000000001 as decimal(10, 10)) as decimal(28, 10)) as rate
from int_rates
