-- One row per played track, rights share and stretch of the period: weight x share, exact at ten decimals (R9).
with

stg_period as (
    select cast(?/*period_start_ms*/ as bigint) as start_ms, cast(?/*period_end_ms*/ as bigint) as end_ms
),

stg_tracks as (
    select track_id
    from track_plays
    where track_plays.period_id = ?/*period_id*/ and track_plays.run = ?/*run*/
),

stg_weights as (
    select rights_type, weight, from_ms, to_ms
    from period_weights
    where period_weights.period_id = ?/*period_id*/ and period_weights.run = ?/*run*/
),

stg_bridge as (
    select track_id, rights_type, holder_id, share, effective_from_ms, effective_to_ms
    from rights_bridge
    where rights_bridge.version = ?/*bridge_version*/
),

int_bridge as (
    select
        stg_bridge.track_id,
        stg_bridge.rights_type,
        stg_bridge.holder_id,
        stg_bridge.share,
        greatest(stg_bridge.effective_from_ms, stg_period.start_ms) as from_ms,
        least(coalesce(stg_bridge.effective_to_ms, stg_period.end_ms), stg_period.end_ms) as to_ms
    from stg_bridge
    inner join stg_tracks on stg_tracks.track_id = stg_bridge.track_id
    cross join stg_period
    where
        stg_bridge.effective_from_ms < stg_period.end_ms
        and coalesce(stg_bridge.effective_to_ms, stg_period.end_ms) > stg_period.start_ms
)

select
    int_bridge.track_id,
    int_bridge.rights_type,
    int_bridge.holder_id as rights_holder_id,
    cast(stg_weights.weight * int_bridge.share as decimal(12, 10)) as snapshot_share,
    greatest(int_bridge.from_ms, stg_weights.from_ms) as from_ms,
    least(int_bridge.to_ms, stg_weights.to_ms) as to_ms
from int_bridge
inner join stg_weights
    on
        stg_weights.rights_type = int_bridge.rights_type
        and stg_weights.from_ms < int_bridge.to_ms
        and int_bridge.from_ms < stg_weights.to_ms
order by track_id, from_ms, rights_type, rights_holder_id
