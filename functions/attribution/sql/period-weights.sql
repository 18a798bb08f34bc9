-- One row per rights type and stretch of the period over which one set of weights holds: the country's own set where it has
-- one in force, else the set of * (R9); never types of both.
with

stg_period as (
    select
        cast(?/*country*/ as varchar) as country,
        cast(?/*period_start_ms*/ as bigint) as start_ms,
        cast(?/*period_end_ms*/ as bigint) as end_ms
),

stg_weights as (
    select country, rights_type, weight, effective_from_ms, effective_to_ms
    from type_weights
    where type_weights.version = ?/*weights_version*/
),

int_weights as (
    select
        stg_weights.country,
        stg_weights.rights_type,
        stg_weights.weight,
        greatest(stg_weights.effective_from_ms, stg_period.start_ms) as from_ms,
        least(coalesce(stg_weights.effective_to_ms, stg_period.end_ms), stg_period.end_ms) as to_ms
    from stg_weights
    cross join stg_period
    where
        (stg_weights.country = stg_period.country or stg_weights.country = '*')
        and stg_weights.effective_from_ms < stg_period.end_ms
        and coalesce(stg_weights.effective_to_ms, stg_period.end_ms) > stg_period.start_ms
),

int_instants as (
    select from_ms as at_ms from int_weights
    union
    select to_ms as at_ms from int_weights
),

int_spans as (
    select at_ms as from_ms, lead(at_ms) over (order by at_ms) as to_ms
    from int_instants
),

int_own_spans as (
    select distinct int_spans.from_ms
    from int_spans
    inner join int_weights on int_weights.from_ms <= int_spans.from_ms and int_spans.from_ms < int_weights.to_ms
    where int_weights.country <> '*'
)

select
    int_weights.rights_type,
    int_weights.weight,
    int_spans.from_ms,
    int_spans.to_ms
from int_spans
inner join int_weights on int_weights.from_ms <= int_spans.from_ms and int_spans.from_ms < int_weights.to_ms
left join int_own_spans on int_own_spans.from_ms = int_spans.from_ms
where int_spans.to_ms is not null and (int_own_spans.from_ms is null) = (int_weights.country = '*')
