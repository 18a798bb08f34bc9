-- One row per qualified play that no right covered at the freeze, and rights share of a later bridge that covers it (R10): frozen rate x
-- frozen weight x share, exact at 20 decimals (R16). A claim that an earlier release paid is not paid again.
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

int_shares as (
    select
        stg_gaps.track_id,
        stg_gaps.rights_type,
        stg_gaps.weight,
        stg_bridge.holder_id as rights_holder_id,
        cast(stg_gaps.weight * stg_bridge.share as decimal(12, 10)) as snapshot_share,
        greatest(stg_gaps.from_ms, stg_bridge.effective_from_ms) as from_ms,
        least(stg_gaps.to_ms, coalesce(stg_bridge.effective_to_ms, stg_gaps.to_ms)) as to_ms
    from stg_gaps
    inner join stg_bridge
        on
            stg_bridge.track_id = stg_gaps.track_id
            and stg_bridge.rights_type = stg_gaps.rights_type
            and stg_bridge.effective_from_ms < stg_gaps.to_ms
            and coalesce(stg_bridge.effective_to_ms, stg_gaps.to_ms) > stg_gaps.from_ms
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
)

select
    int_plays.play_id,
    int_plays.track_id,
    int_plays.played_at_ms,
    int_shares.rights_holder_id,
    int_shares.rights_type,
    int_shares.weight,
    int_shares.snapshot_share,
    int_plays.rate,
    cast(int_plays.rate * int_shares.snapshot_share as decimal(38, 20)) as payout
from int_plays
inner join int_shares
    on
        int_shares.track_id = int_plays.track_id
        and int_shares.from_ms <= int_plays.played_at_ms
        and int_plays.played_at_ms < int_shares.to_ms
left join stg_released
    on stg_released.play_id = int_plays.play_id and stg_released.rights_type = int_shares.rights_type
where stg_released.play_id is null
