-- One row per track, rights type and rights holder: what the lines of a release sum to (R10).
with

stg_lines as (
    select track_id, rights_type, rights_holder_id, payout
    from release_lines
    where release_lines.period_id = ?/*period_id*/ and release_lines.run = ?/*run*/
)

select
    track_id,
    rights_type,
    rights_holder_id,
    cast(count(*) as bigint) as line_count,
    cast(cast(sum(payout) as decimal(38, 20)) as varchar) as amount
from stg_lines
group by track_id, rights_type, rights_holder_id
