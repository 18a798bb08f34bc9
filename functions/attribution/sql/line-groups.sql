-- One row per track, holder, rights type and snapshot share: what the lines as written hold, summed, with hashes that do not depend on
-- their order. A line at the base rate hashes its play; any other hashes its rate with it.
with

stg_lines as (
    select play_id, track_id, played_at_ms, rights_holder_id, rights_type, snapshot_share, rate, payout
    from attribution_lines
    where attribution_lines.period_id = ?/*period_id*/ and attribution_lines.run = ?/*run*/
),

stg_base as (
    select max(rate) as rate
    from period_rates
    where
        period_rates.period_id = ?/*period_id*/
        and period_rates.run = ?/*run*/
        and period_rates.user_id = ''
        and period_rates.play_id = ''
),

int_lines as (
    select
        stg_lines.track_id,
        stg_lines.rights_holder_id,
        stg_lines.rights_type,
        stg_lines.snapshot_share,
        stg_lines.played_at_ms,
        stg_lines.rate,
        stg_lines.payout,
        case
            when stg_lines.rate = stg_base.rate then text_hash(stg_lines.play_id)
            else text_hash(concat(stg_lines.play_id, ' ', cast(stg_lines.rate as varchar)))
        end as line_hash
    from stg_lines
    cross join stg_base
)

select
    track_id,
    rights_holder_id,
    rights_type,
    snapshot_share,
    cast(count(*) as bigint) as line_count,
    cast(sum(cast(played_at_ms as decimal(18, 0))) as decimal(38, 0)) as played_at_sum,
    cast(sum(rate) as decimal(38, 10)) as rate_sum,
    min(rate) as rate_min,
    cast(sum(payout) as decimal(38, 20)) as payout_sum,
    cast(sum(cast(line_hash as decimal(18, 0))) as decimal(38, 0)) as hash_sum
from int_lines
group by track_id, rights_holder_id, rights_type, snapshot_share
