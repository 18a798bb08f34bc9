-- One row per played track, rights type and stretch of the period that no rights share covers, with the weight that nobody claims
-- there (R10) and why: `no-rights` when the bridge never named the track under that type, else `not-covered`.
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
    select track_id, rights_type, effective_from_ms, effective_to_ms
    from rights_bridge
    where rights_bridge.version = ?/*bridge_version*/
),

int_groups as (
    select stg_tracks.track_id, int_types.rights_type
    from stg_tracks
    cross join (select distinct rights_type from stg_weights) as int_types
),

int_named as (
    select distinct track_id, rights_type from stg_bridge
),

int_claims as (
    select
        stg_bridge.track_id,
        stg_bridge.rights_type,
        greatest(stg_bridge.effective_from_ms, stg_period.start_ms) as from_ms,
        least(coalesce(stg_bridge.effective_to_ms, stg_period.end_ms), stg_period.end_ms) as to_ms
    from stg_bridge
    inner join stg_tracks on stg_tracks.track_id = stg_bridge.track_id
    cross join stg_period
    where
        stg_bridge.effective_from_ms < stg_period.end_ms
        and coalesce(stg_bridge.effective_to_ms, stg_period.end_ms) > stg_period.start_ms
    union all
    -- The period's two ends stand as empty claims, so that what is missing before the first deal and after the last shows too.
    select int_groups.track_id, int_groups.rights_type, stg_period.start_ms as from_ms, stg_period.start_ms as to_ms
    from int_groups
    cross join stg_period
    union all
    select int_groups.track_id, int_groups.rights_type, stg_period.end_ms as from_ms, stg_period.end_ms as to_ms
    from int_groups
    cross join stg_period
),

int_ordered as (
    select
        track_id,
        rights_type,
        from_ms,
        max(to_ms) over (
            partition by track_id, rights_type
            order by from_ms, to_ms
            rows between unbounded preceding and 1 preceding
        ) as covered_to_ms
    from int_claims
)

select
    int_ordered.track_id,
    int_ordered.rights_type,
    stg_weights.weight,
    greatest(int_ordered.covered_to_ms, stg_weights.from_ms) as from_ms,
    least(int_ordered.from_ms, stg_weights.to_ms) as to_ms,
    case when int_named.track_id is null then 'no-rights' else 'not-covered' end as reason
from int_ordered
inner join stg_weights
    on
        stg_weights.rights_type = int_ordered.rights_type
        and stg_weights.from_ms < int_ordered.from_ms
        and int_ordered.covered_to_ms < stg_weights.to_ms
left join int_named
    on int_named.track_id = int_ordered.track_id and int_named.rights_type = int_ordered.rights_type
where int_ordered.from_ms > int_ordered.covered_to_ms
