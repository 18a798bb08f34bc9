-- One row: how many plays earn, and what they earn together; the base rate, and how many rates differ from it by key. Plays that a rate
-- names, by their listener or by themselves, are looked up one by one; where there are none, no play is.
with

stg_plays as (
    select track_id
    from plays_sealed
    where plays_sealed.period_id = ?/*period_id*/ and plays_sealed.run = ?/*seal_run*/ and plays_sealed.royalty_eligible
),

stg_heard as (
    select play_id, track_id, user_id
    from plays_sealed
    where plays_sealed.period_id = ?/*period_id*/ and plays_sealed.run = ?/*seal_run*/ and plays_sealed.royalty_eligible
),

stg_played as (
    select play_id, track_id, user_id
    from plays_sealed
    where plays_sealed.period_id = ?/*period_id*/ and plays_sealed.run = ?/*seal_run*/ and plays_sealed.royalty_eligible
),

stg_flagged as (
    select distinct play_id, track_id
    from flagged_plays
    where flagged_plays.period_id = ?/*period_id*/ and flagged_plays.run = ?/*run*/ and flagged_plays.royalty_eligible
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

int_eligible as (
    select cast(count(*) as bigint) as plays
    from stg_plays
    left join stg_ineligible on stg_ineligible.track_id = stg_plays.track_id
    where stg_ineligible.track_id is null
),

int_flagged as (
    select cast(count(*) as bigint) as plays
    from stg_flagged
    left join stg_ineligible on stg_ineligible.track_id = stg_flagged.track_id
    where stg_ineligible.track_id is null
),

int_listeners as (select user_id, rate from stg_rates where user_id <> ''),

int_named as (select play_id, rate from stg_rates where play_id <> ''),

int_owned as (
    select stg_heard.play_id, stg_heard.track_id, int_listeners.rate
    from stg_heard
    inner join int_listeners on int_listeners.user_id = stg_heard.user_id
    union all
    select stg_played.play_id, stg_played.track_id, int_named.rate
    from stg_played
    inner join int_named on int_named.play_id = stg_played.play_id
    left join int_listeners on int_listeners.user_id = stg_played.user_id
    where int_listeners.user_id is null
),

int_own as (
    select
        cast(count(*) as bigint) as plays,
        cast(coalesce(sum(int_owned.rate), 0) as decimal(38, 10)) as earned
    from int_owned
    left join stg_flagged on stg_flagged.play_id = int_owned.play_id
    left join stg_ineligible on stg_ineligible.track_id = int_owned.track_id
    where stg_flagged.play_id is null and stg_ineligible.track_id is null
),

int_totals as (
    select
        int_eligible.plays - int_flagged.plays as plays,
        cast(int_eligible.plays - int_flagged.plays - int_own.plays as decimal(18, 0)) as base_plays,
        int_own.earned as own_earned
    from int_eligible
    cross join int_flagged
    cross join int_own
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
