-- One row per line to take back: what a play of a frozen period was paid that was flagged later, exactly, below zero (R7, R29). Paid are
-- its attribution lines, what stands unclaimed of it (R10), and lines of a late play; none that a period took back before.
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
    select play_id, rights_holder_id, rights_type, track_id, snapshot_share, rate, payout, kind
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

stg_lines as (
    select play_id, rights_holder_id, rights_type, track_id, snapshot_share, rate, payout
    from attribution_lines
    where attribution_lines.period_id = ?/*period_id*/ and attribution_lines.run = ?/*run*/
),

int_unclaimed as (
    select
        stg_plays.play_id,
        '' as rights_holder_id,
        stg_gaps.rights_type,
        stg_gaps.track_id,
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

int_paid as (
    select play_id, rights_holder_id, rights_type, track_id, snapshot_share, rate, payout
    from stg_lines
    union all
    select
        play_id,
        rights_holder_id,
        rights_type,
        track_id,
        snapshot_share,
        rate,
        cast(rate * snapshot_share as decimal(38, 20)) as payout
    from int_unclaimed
    union all
    select play_id, rights_holder_id, rights_type, track_id, snapshot_share, rate, payout
    from stg_taken
    where kind = 'late'
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
    int_paid.snapshot_share,
    int_paid.rate,
    cast(-int_paid.payout as decimal(38, 20)) as payout
from int_paid
inner join stg_flags on stg_flags.play_id = int_paid.play_id
left join int_recovered on int_recovered.play_id = int_paid.play_id
where int_recovered.play_id is null
