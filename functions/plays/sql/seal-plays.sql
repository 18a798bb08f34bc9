-- One row per play of the country-period that arrived before its cutoff (R1, R3, R6).
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
        position
    from plays
    where
        compaction_run in (?/*parts*/)
        and country_id = ?/*country_id*/
        and event_date between ?/*first_day*/ and ?/*last_day*/
        and played_at_ms >= cast(?/*period_start_ms*/ as bigint)
        and played_at_ms < cast(?/*period_end_ms*/ as bigint)
        and ingested_at_ms < cast(?/*cutoff_at_ms*/ as bigint)
),

int_superseded as (
    select
        play_id,
        source,
        position
    from play_arrivals
    where compaction_run in (?/*runs*/) and is_superseded
),

fct_sealed as (
    select p.*
    from stg_plays as p
    left join int_superseded as s on s.play_id = p.play_id and s.source = p.source and s.position = p.position
    where s.play_id is null
)

select * from fct_sealed
order by track_id, played_at_ms, play_id
