-- One row per frozen period, kind and holder that corrections of a taking period concern, or per track and type where nobody claims: how
-- much, in how many lines; and one row per period and kind that names neither: plays, and what their rates say (R29).
with

stg_lines as (
    select source_period_id, kind, play_id, rights_holder_id, rights_type, track_id, rate, payout
    from correction_lines
    where correction_lines.period_id = ?/*period_id*/ and correction_lines.run = ?/*correction_run*/
),

int_plays as (
    select source_period_id, kind, play_id, max(rate) as rate
    from stg_lines
    group by source_period_id, kind, play_id
),

int_held as (
    select
        source_period_id,
        kind,
        rights_holder_id,
        case when rights_holder_id = '' then track_id else '' end as track_id,
        case when rights_holder_id = '' then rights_type else '' end as rights_type,
        payout
    from stg_lines
)

select
    'earned' as row_kind,
    source_period_id,
    kind,
    rights_holder_id,
    track_id,
    rights_type,
    cast(count(*) as bigint) as row_count,
    cast(cast(sum(payout) as decimal(38, 20)) as varchar) as amount
from int_held
group by source_period_id, kind, rights_holder_id, track_id, rights_type
union all
select
    'plays' as row_kind,
    source_period_id,
    kind,
    '' as rights_holder_id,
    '' as track_id,
    '' as rights_type,
    cast(count(*) as bigint) as row_count,
    cast(cast(sum(rate) as decimal(38, 20)) as varchar) as amount
from int_plays
group by source_period_id, kind
