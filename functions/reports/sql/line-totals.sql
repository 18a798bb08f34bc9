-- One row per holder, batch and currency of one report.
select
    holder_id,
    batch_id,
    currency,
    cast(sum(converted) as decimal(38, 10)) as converted,
    cast(sum(commission) as decimal(38, 10)) as commission,
    cast(sum(holder_amount) as decimal(38, 10)) as holder_amount,
    count(*) as line_count
from report_lines
group by holder_id, batch_id, currency
order by holder_id, batch_id, currency
