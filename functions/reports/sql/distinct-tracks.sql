-- One row per distinct track among the payable rows of one part.
select distinct
    tracks.isrc,
    tracks.upc,
    tracks.track_key
from tracks
inner join payable_tracks on payable_tracks.code = tracks.code
