-- One row per staged track id, with what it does to the previous snapshot.
with

previous as (select * from previous_tracks),

staged as (select * from staged_tracks),

int_staged_tracks as (
    select
        track_id,
        any_value(isrc) as isrc,
        any_value(title) as title,
        any_value(artist) as artist,
        any_value(release_id) as release_id,
        any_value(release_title) as release_title,
        any_value(upc) as upc,
        any_value(release_type) as release_type,
        any_value(label) as label,
        any_value(owner_id) as owner_id,
        cast(getvariable('dropped_at') as varchar) as dropped_at
    from staged
    group by track_id
),

fct_verdicts as (
    select
        s.*,
        case
            when p.track_id is null then 'created'
            when
                s.isrc = p.isrc
                and s.title = p.title
                and s.artist = p.artist
                and s.release_id = p.release_id
                and s.release_title = p.release_title
                and s.upc = p.upc
                and s.release_type = p.release_type
                and s.label = p.label
                and s.owner_id = p.owner_id
                then 'unchanged'
            when p.dropped_at > s.dropped_at then 'stale'
            else 'updated'
        end as verdict
    from int_staged_tracks as s
    left join previous as p on p.track_id = s.track_id
)

select * from fct_verdicts
