-- One row: the lines of a run, how many groups do not hold what their rates and shares say, and the sum of the groups' hashes.
with

stg_groups as (
    select
        track_id, rights_holder_id, rights_type, snapshot_share, line_count, played_at_sum, rate_sum, rate_min, payout_sum, hash_sum
    from line_groups
    where line_groups.period_id = ?/*period_id*/ and line_groups.run = ?/*run*/
),

int_groups as (
    select
        line_count,
        payout_sum,
        rate_min,
        case
            when payout_sum = cast(cast(rate_sum as decimal(28, 10)) * snapshot_share as decimal(38, 20)) then 0
            else 1
        end as is_off,
        concat(
            concat(track_id, ' ', rights_holder_id, ' ', rights_type),
            concat(' ', cast(snapshot_share as varchar), ' ', cast(line_count as varchar)),
            concat(' ', cast(played_at_sum as varchar), ' ', cast(rate_sum as varchar)),
            concat(' ', cast(rate_min as varchar), ' ', cast(payout_sum as varchar), ' '),
            cast(hash_sum as varchar)
        ) as group_text
    from stg_groups
)

select
    cast(coalesce(sum(line_count), 0) as bigint) as line_count,
    cast(coalesce(sum(is_off), 0) as bigint) as groups_off,
    cast(coalesce(sum(case when rate_min < 0 then 1 else 0 end), 0) as bigint) as groups_below_zero,
    cast(cast(coalesce(sum(payout_sum), 0) as decimal(38, 20)) as varchar) as attributed,
    cast(cast(coalesce(sum(cast(text_hash(group_text) as decimal(18, 0))), 0) as decimal(38, 0)) as varchar) as hash_sum
from int_groups
