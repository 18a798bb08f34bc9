-- One row per subscriber who paid and was heard: pool x their revenue / the country's revenue / their plays, truncated, plus the
-- spread rate; and one row without a subscriber, the spread rate alone, which every other play earns (R20). Revenue that names nobody,
-- of subscribers without a play, or at or below zero in sum, is spread.
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

stg_revenue as (
    select user_id, amount
    from revenue
    where revenue.period_id = ?/*period_id*/ and revenue.version = ?/*revenue_version*/
),

int_listeners as (
    select stg_plays.user_id, cast(count(*) as decimal(38, 0)) as plays
    from stg_plays
    left join stg_flagged on stg_flagged.play_id = stg_plays.play_id
    left join stg_ineligible on stg_ineligible.track_id = stg_plays.track_id
    where stg_flagged.play_id is null and stg_ineligible.track_id is null
    group by stg_plays.user_id
),

-- Revenue counts in hundredths where all of it can, else in ledger units: pool x revenue has 38 digits to fit in, and in a currency of
-- large numbers both in ledger units would not. The quotients are the same.
int_parts as (
    select
        cast(
            case when count(case when amount <> cast(amount as decimal(28, 2)) then 1 end) = 0 then 100 else 10000000000 end
            as decimal(11, 0)
        ) as parts
    from stg_revenue
),

int_subscribers as (
    select
        stg_revenue.user_id,
        cast(sum(stg_revenue.amount) * int_parts.parts as decimal(38, 0)) as revenue_parts
    from stg_revenue
    cross join int_parts
    group by stg_revenue.user_id, int_parts.parts
),

int_heard as (
    select int_listeners.user_id, int_listeners.plays, int_subscribers.revenue_parts
    from int_listeners
    inner join int_subscribers on int_subscribers.user_id = int_listeners.user_id
    where int_subscribers.user_id <> '' and int_subscribers.revenue_parts > 0
),

int_totals as (
    select
        cast(?/*pool_units*/ as decimal(38, 0)) as pool_units,
        (select coalesce(sum(plays), 0) from int_listeners) as plays,
        (select coalesce(sum(revenue_parts), 0) from int_subscribers) as revenue_parts,
        (select coalesce(sum(revenue_parts), 0) from int_heard) as heard_parts
),

-- A pool that is carry alone has no revenue to follow: all of it is spread.
int_pool as (
    select
        pool_units,
        cast(plays as decimal(38, 0)) as plays,
        cast(case when revenue_parts > 0 then revenue_parts else 1 end as decimal(38, 0)) as revenue_parts,
        cast(case when revenue_parts > 0 then revenue_parts - heard_parts else 1 end as decimal(38, 0)) as spread_parts,
        revenue_parts > 0 as is_followed
    from int_totals
    where plays > 0
),

int_spread as (
    select floor_div(pool_units * spread_parts, revenue_parts * plays) as rate_units
    from int_pool
),

int_rates as (
    select
        int_heard.user_id,
        floor_div(int_pool.pool_units * int_heard.revenue_parts, int_pool.revenue_parts * int_heard.plays)
        + int_spread.rate_units as rate_units
    from int_heard
    cross join int_pool
    cross join int_spread
    where int_pool.is_followed
    union all
    select '' as user_id, rate_units
    from int_spread
)

select
    user_id,
    '' as play_id,
    cast(cast(rate_units as decimal(28, 0)) * cast(0.0000000001 as decimal(10, 10)) as decimal(28, 10)) as rate
from int_rates
