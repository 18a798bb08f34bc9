-- One row: what a run judged.
with

stg_arrivals as (select * from play_arrivals where compaction_run = ?/*run*/),

int_partitions as (
    select distinct
        country_id,
        date_format(from_unixtime(cast(floor_div(played_at_ms, 1000) as bigint)), '%Y-%m-%d') as event_date
    from stg_arrivals
    where verdict = 'wins'
),

int_counts as (
    select
        count(case when verdict = 'wins' then 1 end) as plays,
        count(case when verdict = 'loses' and (is_new or is_superseded) then 1 end) as duplicates,
        count(case when verdict = 'loses' and (is_new or is_superseded) and is_conflict then 1 end) as conflicts,
        count(case when is_superseded then 1 end) as superseded,
        coalesce(max(ingested_at_ms), 0) as ingested_to_ms
    from stg_arrivals
)

select
    plays,
    duplicates,
    conflicts,
    superseded,
    ingested_to_ms,
    (select count(*) from int_partitions) as partitions
from int_counts
