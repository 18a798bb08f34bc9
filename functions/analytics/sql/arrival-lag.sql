-- One row per country-period: how long after they were played its sealed plays arrived, in whole seconds. A client clock that ran
-- ahead of arrival counts as no lag. A percentile is the least lag that at least so many of a hundred plays do not exceed.
with

stg_plays as (
    select
        period_id,
        case when ingested_at_ms > played_at_ms then ingested_at_ms - played_at_ms else 0 end as lag_ms
    from plays_sealed
    where
        period_id in (?/*periods*/)
        and run in (?/*runs*/)
        and concat(period_id, '/', run) in (?/*sealed*/)
),

int_seconds as (
    select period_id, cast(floor_div(lag_ms, 1000) as bigint) as lag_seconds
    from stg_plays
),

int_lags as (
    select period_id, lag_seconds, count(*) as plays
    from int_seconds
    group by period_id, lag_seconds
),

int_cumulated as (
    select
        period_id,
        lag_seconds,
        plays,
        sum(plays) over (partition by period_id order by lag_seconds) as plays_so_far,
        sum(plays) over (partition by period_id) as plays_total
    from int_lags
)

select
    period_id,
    cast(max(plays_total) as bigint) as plays,
    min(case when plays_so_far * 100 >= plays_total * 50 then lag_seconds end) as p50_seconds,
    min(case when plays_so_far * 100 >= plays_total * 95 then lag_seconds end) as p95_seconds,
    min(case when plays_so_far * 100 >= plays_total * 99 then lag_seconds end) as p99_seconds,
    max(lag_seconds) as max_seconds,
    cast(sum(case when lag_seconds < 60 then plays else 0 end) as bigint) as within_minute,
    cast(sum(case when lag_seconds < 3600 then plays else 0 end) as bigint) as within_hour,
    cast(sum(case when lag_seconds < 86400 then plays else 0 end) as bigint) as within_day
from int_cumulated
group by period_id
order by period_id
