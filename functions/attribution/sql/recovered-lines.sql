-- One row per line to take back: what a play of a frozen period was paid that was flagged later, exactly, below zero (R7, R29). Paid are
-- its attribution lines, lines of a late play, and of what nobody claimed either the lines of the release that moved it to a holder or
-- what still stands in holding (R10); none that a period took back before.
with

stg_flags as (
    select distinct play_id
    from fraud_flags
    where
        fraud_flags.scope in (?/*flag_scopes*/)
        and fraud_flags.run in (?/*flag_runs*/)
        and concat(fraud_flags.scope, '/', fraud_flags.run) in (?/*flag_sets*/)
        and fraud_flags.flagged_at_ms < cast(?/*taking_cutoff_ms*/ as bigint)
),

stg_taken as (
    select
        correction_lines.period_id as paid_by,
        play_id,
        rights_holder_id,
        rights_type,
        track_id,
        played_at_ms,
        snapshot_share,
        rate,
        payout,
        kind
    from correction_lines
    where
        correction_lines.period_id in (?/*taker_periods*/)
        and correction_lines.run in (?/*taker_runs*/)
        and concat(correction_lines.period_id, '/', correction_lines.run) in (?/*takers*/)
        and correction_lines.source_period_id = ?/*period_id*/
),

stg_plays as (
    select play_id, user_id, track_id, played_at_ms
    from plays_sealed
    where plays_sealed.period_id = ?/*period_id*/ and plays_sealed.run = ?/*seal_run*/ and plays_sealed.royalty_eligible
),

stg_excluded as (
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

-- The releases of the frozen period, and those of the periods that took late plays of it.
stg_releases as (
    select
        release_lines.period_id as paid_by,
        play_id,
        rights_holder_id,
        rights_type,
        track_id,
        played_at_ms,
        snapshot_share,
        rate,
        payout
    from release_lines
    where
        release_lines.period_id in (?/*release_periods*/)
        and release_lines.run in (?/*release_runs*/)
        and concat(release_lines.period_id, '/', release_lines.run) in (?/*releases*/)
),

stg_lines as (
    select play_id, rights_holder_id, rights_type, track_id, played_at_ms, snapshot_share, rate, payout
    from attribution_lines
    where attribution_lines.period_id = ?/*period_id*/ and attribution_lines.run = ?/*run*/
),

int_unclaimed as (
    select
        cast(?/*period_id*/ as varchar) as paid_by,
        stg_plays.play_id,
        stg_gaps.rights_type,
        stg_gaps.track_id,
        stg_plays.played_at_ms,
        cast(stg_gaps.weight as decimal(12, 10)) as snapshot_share,
        coalesce(by_user.rate, by_play.rate, base.rate) as rate
    from stg_plays
    inner join stg_flags on stg_flags.play_id = stg_plays.play_id
    inner join stg_gaps
        on
            stg_gaps.track_id = stg_plays.track_id
            and stg_gaps.from_ms <= stg_plays.played_at_ms
            and stg_plays.played_at_ms < stg_gaps.to_ms
    inner join stg_rates as base on base.user_id = '' and base.play_id = ''
    left join stg_rates as by_user on by_user.user_id = stg_plays.user_id and by_user.user_id <> ''
    left join stg_rates as by_play on by_play.play_id = stg_plays.play_id and by_play.play_id <> ''
    left join stg_excluded on stg_excluded.play_id = stg_plays.play_id
    left join stg_ineligible on stg_ineligible.track_id = stg_plays.track_id
    where stg_excluded.play_id is null and stg_ineligible.track_id is null
),

int_held as (
    select
        paid_by,
        play_id,
        rights_type,
        track_id,
        played_at_ms,
        snapshot_share,
        rate,
        cast(rate * snapshot_share as decimal(38, 20)) as payout
    from int_unclaimed
    union all
    select paid_by, play_id, rights_type, track_id, played_at_ms, snapshot_share, rate, payout
    from stg_taken
    where kind = 'late' and rights_holder_id = ''
),

int_released as (
    select distinct paid_by, play_id, rights_type
    from stg_releases
),

int_paid as (
    select play_id, rights_holder_id, rights_type, track_id, played_at_ms, snapshot_share, rate, payout
    from stg_lines
    union all
    select play_id, rights_holder_id, rights_type, track_id, played_at_ms, snapshot_share, rate, payout
    from stg_taken
    where kind = 'late' and rights_holder_id <> ''
    union all
    select
        int_held.play_id,
        '' as rights_holder_id,
        int_held.rights_type,
        int_held.track_id,
        int_held.played_at_ms,
        int_held.snapshot_share,
        int_held.rate,
        int_held.payout
    from int_held
    left join int_released
        on
            int_released.paid_by = int_held.paid_by
            and int_released.play_id = int_held.play_id
            and int_released.rights_type = int_held.rights_type
    where int_released.play_id is null
    union all
    select
        stg_releases.play_id,
        stg_releases.rights_holder_id,
        stg_releases.rights_type,
        stg_releases.track_id,
        stg_releases.played_at_ms,
        stg_releases.snapshot_share,
        stg_releases.rate,
        stg_releases.payout
    from stg_releases
    inner join int_held
        on
            int_held.paid_by = stg_releases.paid_by
            and int_held.play_id = stg_releases.play_id
            and int_held.rights_type = stg_releases.rights_type
),

int_recovered as (
    select distinct play_id
    from stg_taken
    where kind = 'recovered'
)

select
    cast(?/*period_id*/ as varchar) as source_period_id,
    'recovered' as kind,
    int_paid.play_id,
    int_paid.rights_holder_id,
    int_paid.rights_type,
    int_paid.track_id,
    int_paid.played_at_ms,
    int_paid.snapshot_share,
    int_paid.rate,
    cast(-int_paid.payout as decimal(38, 20)) as payout
from int_paid
inner join stg_flags on stg_flags.play_id = int_paid.play_id
left join int_recovered on int_recovered.play_id = int_paid.play_id
where int_recovered.play_id is null
