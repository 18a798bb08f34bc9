-- One row per rights holder: what all their lines sum to, every rights type together (R16).
with

stg_groups as (
    select rights_holder_id, line_count, payout_sum
    from line_groups
    where line_groups.period_id = ?/*period_id*/ and line_groups.run = ?/*run*/
)

select
    rights_holder_id,
    cast(sum(line_count) as bigint) as line_count,
    cast(cast(sum(payout_sum) as decimal(38, 20)) as varchar) as amount
from stg_groups
group by rights_holder_id
