-- One row per rights holder: what a policy would pay them, summed without writing a line.
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

stg_shares as (
    select track_id, rights_holder_id, snapshot_share, from_ms, to_ms
    from period_shares
    where period_shares.period_id = ?/*period_id*/ and period_shares.run = ?/*run*/
),

int_plays as (
    select
        stg_plays.track_id,
        stg_plays.played_at_ms,
        coalesce(by_user.rate, by_play.rate, base.rate) as rate
    from stg_plays
    inner join stg_rates as base on base.user_id = '' and base.play_id = ''
    left join stg_flagged on stg_flagged.play_id = stg_plays.play_id
    left join stg_ineligible on stg_ineligible.track_id = stg_plays.track_id
    left join stg_rates as by_user on by_user.user_id = stg_plays.user_id and by_user.user_id <> ''
    left join stg_rates as by_play on by_play.play_id = stg_plays.play_id and by_play.play_id <> ''
    where stg_flagged.play_id is null and stg_ineligible.track_id is null
),

int_sums as (
    select
        stg_shares.rights_holder_id,
        stg_shares.snapshot_share,
        cast(sum(int_plays.rate) as decimal(28, 10)) as rate_sum
    from int_plays
    inner join stg_shares
        on
            stg_shares.track_id = int_plays.track_id
            and stg_shares.from_ms <= int_plays.played_at_ms
            and int_plays.played_at_ms < stg_shares.to_ms
    group by stg_shares.rights_holder_id, stg_shares.snapshot_share
)

select
    rights_holder_id,
    cast(cast(sum(cast(rate_sum * snapshot_share as decimal(38, 20))) as decimal(38, 20)) as varchar) as amount
from int_sums
group by rights_holder_id
