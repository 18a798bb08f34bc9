-- One row per played track, rights type and stretch of the period where the bridge is not whole (R8): `overlap` and `short` where
-- shares sum to more or less than 1, `gap` where nothing holds between two deals; and one row per rights type that the
-- weights never name, which earns nothing (R9).
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
    select distinct rights_type
    from period_weights
    where period_weights.period_id = ?/*period_id*/ and period_weights.run = ?/*run*/
),

stg_bridge as (
    select track_id, rights_type, share, effective_from_ms, effective_to_ms
    from rights_bridge
    where rights_bridge.version = ?/*bridge_version*/
),

int_bridge as (
    select
        stg_bridge.track_id,
        stg_bridge.rights_type,
        stg_bridge.share,
        greatest(stg_bridge.effective_from_ms, stg_period.start_ms) as from_ms,
        least(coalesce(stg_bridge.effective_to_ms, stg_period.end_ms), stg_period.end_ms) as to_ms
    from stg_bridge
    inner join stg_tracks on stg_tracks.track_id = stg_bridge.track_id
    cross join stg_period
    where
        stg_bridge.effective_from_ms < stg_period.end_ms
        and coalesce(stg_bridge.effective_to_ms, stg_period.end_ms) > stg_period.start_ms
),

int_changes as (
    select track_id, rights_type, from_ms as at_ms, cast(share as decimal(20, 5)) as share_change, 1 as deal_change
    from int_bridge
    union all
    select track_id, rights_type, to_ms as at_ms, cast(0 - share as decimal(20, 5)) as share_change, -1 as deal_change
    from int_bridge
),

int_instants as (
    select
        track_id,
        rights_type,
        at_ms,
        cast(sum(share_change) as decimal(20, 5)) as share_change,
        cast(sum(deal_change) as bigint) as deal_change
    from int_changes
    group by track_id, rights_type, at_ms
),

int_spans as (
    select
        track_id,
        rights_type,
        at_ms as from_ms,
        lead(at_ms) over (partition by track_id, rights_type order by at_ms) as to_ms,
        sum(share_change) over (partition by track_id, rights_type order by at_ms) as share_sum,
        sum(deal_change) over (partition by track_id, rights_type order by at_ms) as deals
    from int_instants
),

fct_findings as (
    select
        case when deals = 0 then 'gap' when share_sum > 1 then 'overlap' else 'short' end as finding,
        track_id,
        rights_type,
        from_ms,
        to_ms,
        cast(cast(share_sum as decimal(20, 5)) as varchar) as share_sum
    from int_spans
    where to_ms is not null and share_sum <> 1
    union all
    select
        'unnamed-type' as finding,
        '' as track_id,
        int_bridge.rights_type,
        min(int_bridge.from_ms) as from_ms,
        max(int_bridge.to_ms) as to_ms,
        '' as share_sum
    from int_bridge
    left join stg_weights on stg_weights.rights_type = int_bridge.rights_type
    where stg_weights.rights_type is null
    group by int_bridge.rights_type
)

select finding, track_id, rights_type, from_ms, to_ms, share_sum
from fct_findings
order by case finding when 'gap' then 1 when 'unnamed-type' then 0 else -1 end, track_id, rights_type, from_ms
limit 1000
