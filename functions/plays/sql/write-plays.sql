-- One row per play that wins with the run, of the countries and days of one part.
with

stg_winners as (
    select
        play_id,
        source,
        position,
        country_id,
        ingested_at_ms,
        judged_in,
        date_format(from_unixtime(cast(floor_div(played_at_ms, 1000) as bigint)), '%Y-%m-%d') as event_date
    from play_arrivals
    where compaction_run = ?/*run*/ and verdict = 'wins'
),

stg_landing as (
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
        source,
        position,
        content_hash,
        row_number() over (partition by play_id, source, position order by ingested_at_ms, landing_object) as reading
    from plays_landing
    where
        arrival_hour in (?/*hours*/)
        and landing_object in (select landing_object from plays_selected where compaction_run = ?/*run*/)
),

int_days as (
    select
        country_id,
        event_date,
        row_number() over (order by country_id, event_date) as ordinal
    from (select distinct country_id, event_date from stg_winners)
),

int_part as (
    select
        country_id,
        event_date
    from int_days
    where ordinal > cast(?/*after*/ as bigint) and ordinal <= cast(?/*through*/ as bigint)
)

select
    l.play_id,
    l.user_id,
    l.track_id,
    l.played_at_ms,
    l.duration_played_s,
    l.context_type,
    l.source_playlist_id,
    l.device_id,
    l.royalty_eligible,
    w.ingested_at_ms,
    l.source,
    l.position,
    l.content_hash,
    w.judged_in,
    w.country_id,
    w.event_date
from stg_winners as w
inner join int_part as d on d.country_id = w.country_id and d.event_date = w.event_date
inner join stg_landing as l on l.play_id = w.play_id and l.source = w.source and l.position = w.position
where l.reading = 1
order by w.country_id, w.event_date, l.track_id, l.played_at_ms, l.play_id
