-- One row per qualified play that no right covered at the freeze, and rights share of a later bridge that covers it (R10): frozen rate x
-- frozen weight x share, exact at 20 decimals (R16). So are late plays that the period paid and nobody claimed (R29). A claim that an
-- earlier release paid is not paid again, and one of a play that was flagged since stays held until a later period takes it back.
with

stg_plays as (
    select play_id, user_id, track_id, played_at_ms
    from plays_sealed
    where plays_sealed.period_id = ?/*period_id*/ and plays_sealed.run = ?/*seal_run*/ and plays_sealed.royalty_eligible
),

stg_flagged as (
    select distinct play_id
    from flagged_plays
    where flagged_plays.period_id = ?/*period_id*/ and flagged_plays.run = ?/*run*/
),

stg_ineligible as (
    select track_id
    from ineligible_tracks
    where ineligible_tracks.period_id = ?/*period_id*/ and ineligible_tracks.run = ?/*run*/
),

stg_rates as (
    select user_id, play_id, rate
    from period_rates
    where period_rates.period_id = ?/*period_id*/ and period_rates.run = ?/*run*/
),

stg_gaps as (
    select track_id, rights_type, weight, from_ms, to_ms
    from period_gaps
    where period_gaps.period_id = ?/*period_id*/ and period_gaps.run = ?/*run*/
),

stg_late as (
    select play_id, track_id, played_at_ms, rights_type, snapshot_share, rate
    from correction_lines
    where
        correction_lines.period_id = ?/*period_id*/
        and correction_lines.run = ?/*correction_run*/
        and correction_lines.kind = 'late'
        and correction_lines.rights_holder_id = ''
),

stg_flags as (
    select distinct play_id
    from fraud_flags
    where
        fraud_flags.scope in (?/*flag_scopes*/)
        and fraud_flags.run in (?/*flag_runs*/)
        and concat(fraud_flags.scope, '/', fraud_flags.run) in (?/*flag_sets*/)
),

stg_bridge as (
    select track_id, rights_type, holder_id, share, effective_from_ms, effective_to_ms
    from rights_bridge
    where rights_bridge.version = ?/*release_version*/
),

stg_released as (
    select distinct play_id, rights_type
    from release_lines
    where release_lines.period_id = ?/*period_id*/ and release_lines.run in (?/*earlier_runs*/)
),

int_plays as (
    select
        stg_plays.play_id,
        stg_plays.track_id,
        stg_plays.played_at_ms,
        cast(coalesce(by_user.rate, by_play.rate, base.rate) as decimal(28, 10)) as rate
    from stg_plays
    inner join stg_rates as base on base.user_id = '' and base.play_id = ''
    left join stg_flagged on stg_flagged.play_id = stg_plays.play_id
    left join stg_ineligible on stg_ineligible.track_id = stg_plays.track_id
    left join stg_rates as by_user on by_user.user_id = stg_plays.user_id and by_user.user_id <> ''
    left join stg_rates as by_play on by_play.play_id = stg_plays.play_id and by_play.play_id <> ''
    where stg_flagged.play_id is null and stg_ineligible.track_id is null
),

int_claims as (
    select
        int_plays.play_id,
        int_plays.track_id,
        int_plays.played_at_ms,
        stg_gaps.rights_type,
        stg_gaps.weight,
        int_plays.rate
    from int_plays
    inner join stg_gaps
        on
            stg_gaps.track_id = int_plays.track_id
            and stg_gaps.from_ms <= int_plays.played_at_ms
            and int_plays.played_at_ms < stg_gaps.to_ms
    union all
    select
        play_id,
        track_id,
        played_at_ms,
        rights_type,
        cast(snapshot_share as decimal(6, 5)) as weight,
        cast(rate as decimal(28, 10)) as rate
    from stg_late
),

int_shares as (
    select
        int_claims.play_id,
        int_claims.track_id,
        int_claims.played_at_ms,
        stg_bridge.holder_id as rights_holder_id,
        int_claims.rights_type,
        int_claims.weight,
        cast(int_claims.weight * stg_bridge.share as decimal(12, 10)) as snapshot_share,
        int_claims.rate
    from int_claims
    inner join stg_bridge
        on
            stg_bridge.track_id = int_claims.track_id
            and stg_bridge.rights_type = int_claims.rights_type
            and stg_bridge.effective_from_ms <= int_claims.played_at_ms
            and (stg_bridge.effective_to_ms is null or int_claims.played_at_ms < stg_bridge.effective_to_ms)
    left join stg_released
        on stg_released.play_id = int_claims.play_id and stg_released.rights_type = int_claims.rights_type
    left join stg_flags on stg_flags.play_id = int_claims.play_id
    where stg_released.play_id is null and stg_flags.play_id is null
)

select
    play_id,
    track_id,
    played_at_ms,
    rights_holder_id,
    rights_type,
    weight,
    snapshot_share,
    rate,
    cast(rate * snapshot_share as decimal(38, 20)) as payout
from int_shares
