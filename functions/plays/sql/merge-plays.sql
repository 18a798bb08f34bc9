-- One row per play of the runs that are merged, of the countries and days of one part.
with

stg_plays as (
    select
        play_id,
        user_id,
        track_id,
        played_at_ms,
        duration_played_s,
        context_type,
        source_playlist_id,
        device_id,
        royalty_eligible,
        ingested_at_ms,
        source,
        position,
        content_hash,
        judged_in,
        country_id,
        event_date
    from plays
    where compaction_run in (?/*parts*/) and country_id in (?/*countries*/)
),

int_days as (
    select
        country_id,
        event_date,
        row_number() over (order by country_id, event_date) as ordinal
    from (select distinct country_id, event_date from stg_plays)
),

int_part as (
    select
        country_id,
        event_date
    from int_days
    where ordinal > cast(?/*after*/ as bigint) and ordinal <= cast(?/*through*/ as bigint)
)

select p.*
from stg_plays as p
inner join int_part as d on d.country_id = p.country_id and d.event_date = p.event_date
order by p.country_id, p.event_date, p.track_id, p.played_at_ms, p.play_id
