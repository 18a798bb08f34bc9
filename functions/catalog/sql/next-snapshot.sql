-- One row per track id of the next snapshot, sorted by ISRC so that a lookup reads few row groups.
with

previous as (select * from previous_tracks),

verdicts as (select * from track_verdicts),

int_upserts as (
    select * exclude (verdict)
    from verdicts
    where verdict in ('created', 'updated')
),

fct_tracks as (
    select previous.*
    from previous
    where not exists (select 1 from int_upserts where int_upserts.track_id = previous.track_id)
    union all
    select * from int_upserts
)

select * from fct_tracks
order by isrc, track_id
