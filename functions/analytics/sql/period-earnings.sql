-- One row per country-period and, when asked for, track of one holder: what its plays' lines, releases of held money (R10) and corrections
-- (R29) come to, in how many lines. `line_groups` sums the lines as they were proven, so no line is read.
with

stg_question as (
    select cast(?/*holder_id*/ as varchar) as holder_id, cast(?/*grouping*/ as varchar) as grouping_name
),

stg_groups as (
    select period_id, track_id, rights_holder_id, line_count, payout_sum
    from line_groups
    where
        line_groups.period_id in (?/*periods*/)
        and line_groups.run in (?/*runs*/)
        and concat(line_groups.period_id, '/', line_groups.run) in (?/*attributed*/)
),

stg_released as (
    select period_id, track_id, rights_holder_id, payout
    from release_lines
    where
        release_lines.period_id in (?/*release_periods*/)
        and release_lines.run in (?/*release_runs*/)
        and concat(release_lines.period_id, '/', release_lines.run) in (?/*releases*/)
),

stg_corrected as (
    select period_id, track_id, rights_holder_id, payout
    from correction_lines
    where
        correction_lines.period_id in (?/*correction_periods*/)
        and correction_lines.run in (?/*correction_runs*/)
        and concat(correction_lines.period_id, '/', correction_lines.run) in (?/*corrections*/)
),

int_earned as (
    select period_id, track_id, rights_holder_id, line_count, payout_sum from stg_groups
    union all
    select period_id, track_id, rights_holder_id, cast(1 as bigint) as line_count, payout as payout_sum from stg_released
    union all
    select period_id, track_id, rights_holder_id, cast(1 as bigint) as line_count, payout as payout_sum from stg_corrected
),

int_named as (
    select
        int_earned.period_id,
        case when stg_question.grouping_name = 'track' then int_earned.track_id else '' end as track_id,
        int_earned.line_count,
        int_earned.payout_sum
    from int_earned
    inner join stg_question on stg_question.holder_id = int_earned.rights_holder_id
)

select
    period_id,
    track_id,
    cast(sum(line_count) as bigint) as line_count,
    cast(cast(sum(payout_sum) as decimal(38, 20)) as varchar) as amount
from int_named
group by period_id, track_id
order by period_id, track_id
