-- One row: how many plays earn, and what they earn together; the base rate, and how many rates differ from it by key.
with

stg_plays as (
    select play_id, user_id, track_id
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

int_plays as (
    select coalesce(by_user.rate, by_play.rate) as own_rate
    from stg_plays
    left join stg_flagged on stg_flagged.play_id = stg_plays.play_id
    left join stg_ineligible on stg_ineligible.track_id = stg_plays.track_id
    left join stg_rates as by_user on by_user.user_id = stg_plays.user_id and by_user.user_id <> ''
    left join stg_rates as by_play on by_play.play_id = stg_plays.play_id and by_play.play_id <> ''
    where stg_flagged.play_id is null and stg_ineligible.track_id is null
),

int_totals as (
    select
        cast(count(*) as bigint) as plays,
        cast(count(*) - count(own_rate) as decimal(18, 0)) as base_plays,
        cast(coalesce(sum(own_rate), 0) as decimal(38, 10)) as own_earned
    from int_plays
),

int_rates as (
    select
        cast(coalesce(max(case when user_id = '' and play_id = '' then rate end), 0) as decimal(28, 10)) as base_rate,
        cast(count(case when user_id <> '' or play_id <> '' then 1 end) as bigint) as own_rates,
        cast(coalesce(min(rate), 0) as decimal(28, 10)) as rate_min,
        cast(coalesce(max(rate), 0) as decimal(28, 10)) as rate_max
    from stg_rates
)

select
    int_totals.plays,
    cast(
        cast(int_totals.own_earned + cast(int_rates.base_rate * int_totals.base_plays as decimal(38, 10)) as decimal(38, 10))
        as varchar
    ) as earned,
    cast(int_rates.base_rate as varchar) as base_rate,
    int_rates.own_rates,
    cast(int_rates.rate_min as varchar) as rate_min,
    cast(int_rates.rate_max as varchar) as rate_max
from int_totals
cross join int_rates
