-- One row per track of the payable rows: its match, its owner's terms, and the rate by code.
select
    report_tracks.code as track,
    kept_matches.track_id,
    kept_matches.match_kind,
    kept_matches.owner_id as holder_id,
    kept_matches.batch_id,
    kept_matches.commission_rate as rate,
    cast(kept_matches.commission_rate as decimal(11, 10)) as commission_rate,
    cast(dense_rank() over (order by kept_matches.commission_rate) - 1 as integer) as rate_code
from report_tracks
inner join kept_matches
    on kept_matches.isrc = report_tracks.isrc
    and kept_matches.upc = report_tracks.upc
    and kept_matches.track_key = report_tracks.track_key
