-- One row per batch of a report, with the release that named it.
select
    batch_id,
    min_by(release_type, track_id) as release_type,
    min_by(label, track_id) as label,
    min_by(artist, track_id) as artist
from matches
where batch_id <> ''
group by batch_id
order by batch_id
