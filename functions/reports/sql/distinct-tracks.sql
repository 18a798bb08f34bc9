-- One row per distinct track among the payable rows of one part.
select distinct
    tracks.isrc,
    tracks.upc,
    tracks.track_key
from codes
inner join tracks on tracks.code = codes.track_code
inner join contexts on contexts.code = codes.context_code
where contexts.payable
