-- One row: the lines of a release, and how many of its claims, a play under a rights type each, its shares do not pay whole (R8, R10).
with

stg_lines as (
    select play_id, rights_type, weight, snapshot_share, rate, payout
    from release_lines
    where release_lines.period_id = ?/*period_id*/ and release_lines.run = ?/*run*/
),

int_claims as (
    select
        play_id,
        rights_type,
        cast(count(*) as bigint) as line_count,
        cast(sum(snapshot_share) as decimal(38, 10)) as share_sum,
        cast(max(weight) as decimal(38, 10)) as weight,
        cast(sum(payout) as decimal(38, 20)) as payout_sum,
        cast(max(rate) * max(weight) as decimal(38, 20)) as earned
    from stg_lines
    group by play_id, rights_type
)

select
    cast(coalesce(sum(line_count), 0) as bigint) as line_count,
    cast(count(*) as bigint) as claims,
    cast(coalesce(sum(case when share_sum = weight and payout_sum = earned then 0 else 1 end), 0) as bigint) as claims_off
from int_claims
