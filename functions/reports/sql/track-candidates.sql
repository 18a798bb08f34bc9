-- One row per distinct track of a report and track of the catalogue that it may mean, by each way of matching (R25a).
with
stg_tracks as (
    select distinct isrc, upc, track_key
    from report_tracks
),
stg_catalog as (
    select track_id, isrc, regexp_replace(upc, '^0+', '') as upc, artist, release_id, release_type, label, owner_id
    from catalog_tracks
),
int_by_isrc as (
    select stg_tracks.isrc, stg_tracks.upc, stg_tracks.track_key, 'isrc' as match_kind, stg_catalog.track_id
    from stg_tracks
    inner join stg_catalog on stg_catalog.isrc = stg_tracks.isrc
    where stg_tracks.isrc <> ''
),
int_without_isrc as (
    select stg_tracks.isrc, stg_tracks.upc, stg_tracks.track_key
    from stg_tracks
    left join (select distinct isrc from int_by_isrc) as matched on matched.isrc = stg_tracks.isrc
    where matched.isrc is null
),
int_by_upc as (
    select unmatched.isrc, unmatched.upc, unmatched.track_key, 'upc' as match_kind, stg_catalog.track_id
    from int_without_isrc as unmatched
    inner join stg_catalog on stg_catalog.upc = unmatched.upc
    where unmatched.upc <> ''
),
int_without_upc as (
    select unmatched.isrc, unmatched.upc, unmatched.track_key
    from int_without_isrc as unmatched
    left join (select distinct upc from int_by_upc) as matched on matched.upc = unmatched.upc
    where matched.upc is null
),
int_by_key as (
    select unmatched.isrc, unmatched.upc, unmatched.track_key, 'key' as match_kind, catalog_keys.track_id
    from int_without_upc as unmatched
    inner join catalog_keys on catalog_keys.track_key = unmatched.track_key
    where unmatched.track_key <> ''
),
int_candidates as (
    select * from int_by_isrc
    union all
    select * from int_by_upc
    union all
    select * from int_by_key
)
select
    stg_tracks.isrc,
    stg_tracks.upc,
    stg_tracks.track_key,
    coalesce(candidates.match_kind, '') as match_kind,
    coalesce(stg_catalog.track_id, '') as track_id,
    coalesce(stg_catalog.isrc, '') as track_isrc,
    coalesce(stg_catalog.upc, '') as track_upc,
    coalesce(stg_catalog.release_id, '') as release_id,
    coalesce(stg_catalog.owner_id, '') as owner_id,
    coalesce(stg_catalog.release_type, '') as release_type,
    coalesce(stg_catalog.label, '') as label,
    coalesce(stg_catalog.artist, '') as artist
from stg_tracks
left join int_candidates as candidates
    on candidates.isrc = stg_tracks.isrc
    and candidates.upc = stg_tracks.upc
    and candidates.track_key = stg_tracks.track_key
left join stg_catalog on stg_catalog.track_id = candidates.track_id
order by stg_tracks.isrc, stg_tracks.upc, stg_tracks.track_key
