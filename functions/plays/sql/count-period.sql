-- One row: what of a country-period is not among its sealed plays, by the month of `played_at` and the country.
with

stg_plays as (
    select
        play_id,
        source,
        position
    from plays
    where
        compaction_run in (?/*parts*/)
        and country_id = ?/*country_id*/
        and event_date between ?/*first_day*/ and ?/*last_day*/
        and played_at_ms >= cast(?/*period_start_ms*/ as bigint)
        and played_at_ms < cast(?/*period_end_ms*/ as bigint)
        and ingested_at_ms >= cast(?/*cutoff_at_ms*/ as bigint)
),

stg_losers as (
    select
        play_id,
        source,
        position,
        is_superseded,
        is_conflict,
        row_number() over (partition by play_id, source, position order by judged_in desc) as recency
    from play_arrivals
    where
        compaction_run in (?/*runs*/)
        and verdict = 'loses'
        and country_id = ?/*country_id*/
        and played_at_ms >= cast(?/*period_start_ms*/ as bigint)
        and played_at_ms < cast(?/*period_end_ms*/ as bigint)
),

stg_quarantined as (
    select distinct
        source,
        position
    from plays_quarantined
    where
        arrival_hour between ?/*first_hour*/ and ?/*last_hour*/
        and country_id = ?/*country_id*/
        and played_at_ms >= cast(?/*period_start_ms*/ as bigint)
        and played_at_ms < cast(?/*period_end_ms*/ as bigint)
),

int_superseded as (
    select
        play_id,
        source,
        position
    from stg_losers
    where is_superseded
),

int_late as (
    select p.play_id
    from stg_plays as p
    left join int_superseded as s on s.play_id = p.play_id and s.source = p.source and s.position = p.position
    where s.play_id is null
),

int_duplicates as (select is_conflict from stg_losers where recency = 1)

select
    (select count(*) from int_late) as late_plays,
    (select count(*) from stg_quarantined) as quarantined_plays,
    (select count(*) from int_duplicates) as duplicate_plays,
    (select count(*) from int_duplicates where is_conflict) as conflicting_plays
