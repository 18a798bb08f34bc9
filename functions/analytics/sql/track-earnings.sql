-- One row per rights type, holder and share of one track: what its plays earned while that deal was in force (R4, R11).
with

stg_lines as (
    select rights_type, rights_holder_id, snapshot_share, played_at_ms, payout
    from attribution_lines
    where
        attribution_lines.period_id = ?/*period_id*/
        and attribution_lines.run = ?/*run*/
        and attribution_lines.track_id = ?/*track_id*/
)

select
    rights_type,
    rights_holder_id,
    cast(snapshot_share as varchar) as snapshot_share,
    cast(count(*) as bigint) as plays,
    cast(min(played_at_ms) as bigint) as first_played_at_ms,
    cast(max(played_at_ms) as bigint) as last_played_at_ms,
    cast(cast(sum(payout) as decimal(38, 20)) as varchar) as amount
from stg_lines
group by rights_type, rights_holder_id, snapshot_share
order by rights_type, rights_holder_id, min(played_at_ms), snapshot_share
