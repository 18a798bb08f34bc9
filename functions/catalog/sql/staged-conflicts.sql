-- One row per track id that two staged lines describe differently.
with

staged as (select * from staged_tracks),

int_contents as (
    select
        track_id,
        min(line) as first_line
    from staged
    group by track_id, isrc, title, artist, release_id, release_title, upc, release_type, label, owner_id
),

fct_conflicts as (
    select
        track_id,
        min(first_line) as first_line,
        max(first_line) as line
    from int_contents
    group by track_id
    having count(*) > 1
)

select
    track_id,
    first_line,
    line,
    count(*) over () as conflict_count
from fct_conflicts
order by line
limit getvariable('conflicts_max')
