-- One row per track and rights type that some plays of the period found unclaimed: their rates x the weight, and why (R10).
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
    select track_id, rights_type, weight, from_ms, to_ms, reason
    from period_gaps
    where period_gaps.period_id = ?/*period_id*/ and period_gaps.run = ?/*run*/
),

int_unclaimed as (
    select
        stg_plays.play_id,
        stg_plays.user_id,
        stg_gaps.track_id,
        stg_gaps.rights_type,
        stg_gaps.weight,
        stg_gaps.reason
    from stg_plays
    inner join stg_gaps
        on
            stg_gaps.track_id = stg_plays.track_id
            and stg_gaps.from_ms <= stg_plays.played_at_ms
            and stg_plays.played_at_ms < stg_gaps.to_ms
    left join stg_flagged on stg_flagged.play_id = stg_plays.play_id
    left join stg_ineligible on stg_ineligible.track_id = stg_plays.track_id
    where stg_flagged.play_id is null and stg_ineligible.track_id is null
),

int_sums as (
    select
        int_unclaimed.track_id,
        int_unclaimed.rights_type,
        int_unclaimed.weight,
        int_unclaimed.reason,
        cast(count(*) as bigint) as plays,
        cast(sum(coalesce(by_user.rate, by_play.rate, base.rate)) as decimal(28, 10)) as rate_sum
    from int_unclaimed
    inner join stg_rates as base on base.user_id = '' and base.play_id = ''
    left join stg_rates as by_user on by_user.user_id = int_unclaimed.user_id and by_user.user_id <> ''
    left join stg_rates as by_play on by_play.play_id = int_unclaimed.play_id and by_play.play_id <> ''
    group by int_unclaimed.track_id, int_unclaimed.rights_type, int_unclaimed.weight, int_unclaimed.reason
)

select
    track_id,
    rights_type,
    min(reason) as reason,
    cast(sum(plays) as bigint) as plays,
    cast(cast(sum(cast(rate_sum * weight as decimal(38, 15))) as decimal(38, 20)) as varchar) as amount
from int_sums
group by track_id, rights_type
