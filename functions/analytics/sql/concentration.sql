-- One row per mark: what the best paid holders up to this percentage of all paid holders have together, ties by id.
with

stg_lines as (
    select rights_holder_id, payout
    from attribution_lines
    where attribution_lines.period_id = ?/*period_id*/ and attribution_lines.run = ?/*run*/
),

stg_marks as (
    select percent
    from (values (1), (2), (5), (10), (20), (30), (40), (50), (60), (70), (80), (90), (100)) as marks (percent)
),

int_holders as (
    select
        rights_holder_id,
        cast(sum(payout) as decimal(38, 20)) as payout
    from stg_lines
    group by rights_holder_id
),

int_ranked as (
    select
        row_number() over (order by payout desc, rights_holder_id) as place,
        count(*) over () as holders,
        sum(payout) over (
            order by payout desc, rights_holder_id
            rows between unbounded preceding and current row
        ) as payout_so_far,
        sum(payout) over () as payout_total
    from int_holders
)

select
    stg_marks.percent,
    int_ranked.holders,
    int_ranked.place as top_holders,
    cast(cast(int_ranked.payout_so_far as decimal(38, 20)) as varchar) as amount,
    cast(cast(int_ranked.payout_total as decimal(38, 20)) as varchar) as total
from int_ranked
inner join stg_marks
    on
        int_ranked.place * 100 >= int_ranked.holders * stg_marks.percent
        and (int_ranked.place - 1) * 100 < int_ranked.holders * stg_marks.percent
order by stg_marks.percent
