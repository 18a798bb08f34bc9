-- One row per stretch of the period where the weights are not whole (R9): `sum` where a set does not sum to 1, `none` where no set is
-- in force and something was played, with the number of those plays.
with

stg_period as (
    select cast(?/*period_start_ms*/ as bigint) as start_ms, cast(?/*period_end_ms*/ as bigint) as end_ms
),

stg_weights as (
    select weight, from_ms, to_ms
    from period_weights
    where period_weights.period_id = ?/*period_id*/ and period_weights.run = ?/*run*/
),

stg_plays as (
    select played_at_ms
    from plays_sealed
    where plays_sealed.period_id = ?/*period_id*/ and plays_sealed.run = ?/*seal_run*/ and plays_sealed.royalty_eligible
),

int_sets as (
    select from_ms, to_ms, cast(sum(weight) as decimal(20, 5)) as weight_sum
    from stg_weights
    group by from_ms, to_ms
),

int_ends as (
    select from_ms, to_ms from int_sets
    union all
    select start_ms as from_ms, start_ms as to_ms from stg_period
    union all
    select end_ms as from_ms, end_ms as to_ms from stg_period
),

int_ordered as (
    select
        from_ms,
        max(to_ms) over (order by from_ms, to_ms rows between unbounded preceding and 1 preceding) as covered_to_ms
    from int_ends
),

int_gaps as (
    select covered_to_ms as from_ms, from_ms as to_ms
    from int_ordered
    where from_ms > covered_to_ms
)

select 'sum' as finding, from_ms, to_ms, cast(weight_sum as varchar) as weight_sum, cast(0 as bigint) as plays
from int_sets
where weight_sum <> 1
union all
select
    'none' as finding,
    int_gaps.from_ms,
    int_gaps.to_ms,
    '' as weight_sum,
    cast(count(*) as bigint) as plays
from stg_plays
inner join int_gaps on int_gaps.from_ms <= stg_plays.played_at_ms and stg_plays.played_at_ms < int_gaps.to_ms
group by int_gaps.from_ms, int_gaps.to_ms
order by finding, from_ms
