-- One row per track of the payable rows, told apart by title and artist too.
select
    tracks.code,
    tracks.isrc,
    tracks.upc,
    tracks.track_key
from tracks
inner join payable_tracks on payable_tracks.code = tracks.code
