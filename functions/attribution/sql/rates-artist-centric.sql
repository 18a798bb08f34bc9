-- One row per qualified play: rate per point x its points, truncated to ten decimals; and one row for any other play, a late one, at base
-- points (R29). Points are integers of 10^-4, the rate per point is truncated to 14 decimals (R20a). Boosts are integers of 10^-2.
with

stg_terms as (
    select
        cast(?/*pool_units*/ as decimal(38, 0)) as pool_units,
        cast(?/*artist_plays_min*/ as bigint) as artist_plays_min,
        cast(?/*artist_listeners_min*/ as bigint) as artist_listeners_min,
        cast(?/*artist_boost*/ as bigint) as artist_boost,
        cast(?/*active_contexts*/ as varchar) as active_contexts,
        cast(?/*active_boost*/ as bigint) as active_boost,
        cast(?/*plays_cap*/ as bigint) as plays_cap,
        cast(?/*cap_mode*/ as varchar) as cap_mode
),

stg_plays as (
    select play_id, user_id, track_id, played_at_ms, context_type
    from plays_sealed
    where plays_sealed.period_id = ?/*period_id*/ and plays_sealed.run = ?/*seal_run*/ and plays_sealed.royalty_eligible
),

stg_flagged as (
    select distinct play_id
    from flagged_plays
    where flagged_plays.period_id = ?/*period_id*/ and flagged_plays.run = ?/*run*/
),

stg_ineligible as (
    select track_id
    from ineligible_tracks
    where ineligible_tracks.period_id = ?/*period_id*/ and ineligible_tracks.run = ?/*run*/
),

stg_catalog as (
    select track_id, min(artist) as artist
    from catalog_tracks
    where catalog_tracks.version = ?/*catalog_version*/ and catalog_tracks.artist <> ''
    group by track_id
),

int_plays as (
    select
        stg_plays.play_id,
        stg_plays.user_id,
        stg_plays.context_type,
        stg_catalog.artist,
        cast(count(*) over (partition by stg_plays.user_id) as bigint) as listener_plays,
        cast(
            row_number() over (partition by stg_plays.user_id order by stg_plays.played_at_ms, stg_plays.play_id) as bigint
        ) as place
    from stg_plays
    left join stg_flagged on stg_flagged.play_id = stg_plays.play_id
    left join stg_ineligible on stg_ineligible.track_id = stg_plays.track_id
    left join stg_catalog on stg_catalog.track_id = stg_plays.track_id
    where stg_flagged.play_id is null and stg_ineligible.track_id is null
),

int_boosted_artists as (
    select int_plays.artist
    from int_plays
    cross join stg_terms
    where int_plays.artist is not null
    group by int_plays.artist, stg_terms.artist_plays_min, stg_terms.artist_listeners_min
    having count(*) >= stg_terms.artist_plays_min and count(distinct int_plays.user_id) >= stg_terms.artist_listeners_min
),

int_boosts as (
    select
        int_plays.play_id,
        cast(
            case when int_boosted_artists.artist is null then 100 else stg_terms.artist_boost end
            * case
                when strpos(stg_terms.active_contexts, concat(',', int_plays.context_type, ',')) > 0 then stg_terms.active_boost
                else 100
            end as decimal(38, 0)
        ) as boost,
        cast(
            case
                when int_plays.listener_plays <= stg_terms.plays_cap then 1
                when stg_terms.cap_mode = 'scale' then stg_terms.plays_cap
                when int_plays.place <= stg_terms.plays_cap then 1
                else 0
            end as decimal(38, 0)
        ) as scale_dividend,
        cast(
            case
                when int_plays.listener_plays > stg_terms.plays_cap and stg_terms.cap_mode = 'scale' then int_plays.listener_plays
                else 1
            end as decimal(38, 0)
        ) as scale_divisor
    from int_plays
    left join int_boosted_artists on int_boosted_artists.artist = int_plays.artist
    cross join stg_terms
),

int_points as (
    select play_id, floor_div(boost * scale_dividend, scale_divisor) as points
    from int_boosts
),

int_totals as (
    select cast(sum(points) as decimal(38, 0)) as points
    from int_points
),

int_point_rate as (
    select
        floor_div(
            stg_terms.pool_units * cast(100000000 as decimal(9, 0)),
            case when int_totals.points > 0 then int_totals.points else 1 end
        ) as rate_units
    from int_totals
    cross join stg_terms
),

int_rates as (
    select
        int_points.play_id,
        floor_div(int_point_rate.rate_units * int_points.points, cast(100000000 as decimal(9, 0))) as rate_units
    from int_points
    cross join int_point_rate
    union all
    select
        '' as play_id,
        case
            when int_totals.points > 0
                then floor_div(int_point_rate.rate_units * cast(10000 as decimal(5, 0)), cast(100000000 as decimal(9, 0)))
            else cast(0 as decimal(38, 0))
        end as rate_units
    from int_point_rate
    cross join int_totals
)

select
    '' as user_id,
    play_id,
    cast(cast(rate_units as decimal(28, 0)) * cast(0.0000000001 as decimal(10, 10)) as decimal(28, 10)) as rate
from int_rates
