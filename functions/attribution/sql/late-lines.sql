-- One row per late play of a frozen period and deal in force when it was played: the period's base rate x weight x share, exact at 20
-- decimals (R16, R29). Late is a qualified play that the taking period's lake holds from before its cutoff, that the seal does not
-- name (R3), and that no period took before. What no bridge row claims has no holder (R10); without a rate a play is worth zero (R18).
with

stg_plays as (
    select
        play_id,
        track_id,
        played_at_ms,
        source,
        position
    from plays
    where
        compaction_run in (?/*parts*/)
        and country_id = ?/*country*/
        and event_date between ?/*first_day*/ and ?/*last_day*/
        and played_at_ms >= cast(?/*period_start_ms*/ as bigint)
        and played_at_ms < cast(?/*period_end_ms*/ as bigint)
        and ingested_at_ms < cast(?/*taking_cutoff_ms*/ as bigint)
        and royalty_eligible
),

stg_superseded as (
    select
        play_id,
        source,
        position
    from play_arrivals
    where compaction_run in (?/*arrival_runs*/) and is_superseded
),

stg_sealed as (
    select play_id
    from plays_sealed
    where plays_sealed.period_id = ?/*period_id*/ and plays_sealed.run = ?/*seal_run*/
),

stg_flags as (
    select distinct play_id
    from fraud_flags
    where
        fraud_flags.scope in (?/*flag_scopes*/)
        and fraud_flags.run in (?/*flag_runs*/)
        and concat(fraud_flags.scope, '/', fraud_flags.run) in (?/*flag_sets*/)
),

stg_ineligible as (
    select track_id
    from ineligible_tracks
    where ineligible_tracks.period_id = ?/*period_id*/ and ineligible_tracks.run = ?/*run*/
),

stg_taken as (
    select distinct play_id
    from correction_lines
    where
        correction_lines.period_id in (?/*taker_periods*/)
        and correction_lines.run in (?/*taker_runs*/)
        and concat(correction_lines.period_id, '/', correction_lines.run) in (?/*takers*/)
        and correction_lines.kind = 'late'
        and correction_lines.source_period_id = ?/*period_id*/
),

stg_base as (
    select coalesce(max(rate), cast(0 as decimal(28, 10))) as rate
    from period_rates
    where
        period_rates.period_id = ?/*period_id*/
        and period_rates.run = ?/*run*/
        and period_rates.user_id = ''
        and period_rates.play_id = ''
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

int_late as (
    select
        stg_plays.play_id,
        stg_plays.track_id,
        stg_plays.played_at_ms,
        stg_base.rate
    from stg_plays
    left join stg_superseded
        on
            stg_superseded.play_id = stg_plays.play_id
            and stg_superseded.source = stg_plays.source
            and stg_superseded.position = stg_plays.position
    left join stg_sealed on stg_sealed.play_id = stg_plays.play_id
    left join stg_flags on stg_flags.play_id = stg_plays.play_id
    left join stg_ineligible on stg_ineligible.track_id = stg_plays.track_id
    left join stg_taken on stg_taken.play_id = stg_plays.play_id
    cross join stg_base
    where
        stg_superseded.play_id is null
        and stg_sealed.play_id is null
        and stg_flags.play_id is null
        and stg_ineligible.track_id is null
        and stg_taken.play_id is null
),

-- A play at which no weights are in force keeps one row of share zero: the proof then refuses it instead of losing it (R9).
int_types as (
    select
        int_late.play_id,
        int_late.track_id,
        int_late.played_at_ms,
        int_late.rate,
        coalesce(stg_weights.rights_type, '') as rights_type,
        coalesce(stg_weights.weight, cast(0 as decimal(6, 5))) as weight
    from int_late
    left join stg_weights
        on stg_weights.from_ms <= int_late.played_at_ms and int_late.played_at_ms < stg_weights.to_ms
),

int_shares as (
    select
        int_types.play_id,
        int_types.track_id,
        int_types.played_at_ms,
        int_types.rate,
        int_types.rights_type,
        coalesce(stg_bridge.holder_id, '') as rights_holder_id,
        cast(int_types.weight * coalesce(stg_bridge.share, cast(1 as decimal(6, 5))) as decimal(12, 10)) as snapshot_share
    from int_types
    left join stg_bridge
        on
            stg_bridge.track_id = int_types.track_id
            and stg_bridge.rights_type = int_types.rights_type
            and stg_bridge.effective_from_ms <= int_types.played_at_ms
            and (stg_bridge.effective_to_ms is null or int_types.played_at_ms < stg_bridge.effective_to_ms)
)

select
    cast(?/*period_id*/ as varchar) as source_period_id,
    'late' as kind,
    play_id,
    rights_holder_id,
    rights_type,
    track_id,
    played_at_ms,
    snapshot_share,
    rate,
    cast(rate * snapshot_share as decimal(38, 20)) as payout
from int_shares
