-- One row per distinct track of a report, with what it is in the catalogue: by ISRC, else UPC, else own key (R25a).
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
),
int_matches as (
    select
        candidates.isrc,
        candidates.upc,
        candidates.track_key,
        candidates.match_kind,
        case
            when count(distinct candidates.track_id) > 1 and candidates.match_kind <> 'isrc'
                then concat('release:', min(stg_catalog.release_id))
            else min(candidates.track_id)
        end as track_id,
        count(distinct stg_catalog.owner_id) as owners,
        min_by(stg_catalog.owner_id, stg_catalog.track_id) as owner_id,
        min_by(stg_catalog.release_id, stg_catalog.track_id) as release_id,
        min_by(stg_catalog.release_type, stg_catalog.track_id) as release_type,
        min_by(stg_catalog.label, stg_catalog.track_id) as label,
        min_by(stg_catalog.artist, stg_catalog.track_id) as artist
    from int_candidates as candidates
    inner join stg_catalog on stg_catalog.track_id = candidates.track_id
    group by candidates.isrc, candidates.upc, candidates.track_key, candidates.match_kind
)
select
    stg_tracks.isrc,
    stg_tracks.upc,
    stg_tracks.track_key,
    coalesce(int_matches.match_kind, '') as match_kind,
    coalesce(int_matches.track_id, '') as track_id,
    coalesce(int_matches.owner_id, '') as owner_id,
    coalesce(int_matches.release_type, '') as release_type,
    coalesce(int_matches.label, '') as label,
    coalesce(int_matches.artist, '') as artist,
    case
        when int_matches.track_id is null then 'unknown_track'
        when int_matches.owners > 1 then 'ambiguous_track'
        when int_matches.release_id = '' then 'no_release'
        when int_matches.owner_id = '' then 'no_owner'
        else ''
    end as error
from stg_tracks
left join int_matches
    on int_matches.isrc = stg_tracks.isrc
    and int_matches.upc = stg_tracks.upc
    and int_matches.track_key = stg_tracks.track_key
