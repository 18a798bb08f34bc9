-- One row per data row of one report, in file order, with its line once that stands in the ledger.
select
    report_rows.ordinal,
    report_rows.line,
    report_rows.sheet,
    report_rows.currency,
    report_rows.amount,
    cast(report_rows.payable as varchar) as payable,
    report_rows.filter,
    report_rows.units,
    report_rows.isrc,
    report_rows.upc,
    report_rows.title,
    report_rows.artist,
    report_rows.store,
    report_rows.territory,
    report_rows.sale_period,
    report_rows.transaction_kind,
    report_rows.raw,
    coalesce(report_lines.holder_id, '') as holder_id,
    coalesce(report_lines.track_id, '') as track_id,
    coalesce(report_lines.match_kind, '') as match_kind,
    coalesce(report_lines.batch_id, '') as batch_id,
    coalesce(report_lines.currency, '') as received_currency,
    coalesce(cast(report_lines.converted as varchar), '') as converted,
    coalesce(cast(report_lines.commission as varchar), '') as commission,
    coalesce(cast(report_lines.holder_amount as varchar), '') as holder_amount,
    coalesce(cast(report_lines.commission_rate as varchar), '') as commission_rate
from report_rows
left join report_lines
    on report_lines.report_id = report_rows.report_id
    and report_lines.ordinal = report_rows.ordinal
where report_rows.report_id = ?
    and report_rows.ordinal > cast(? as integer)
    and report_lines.holder_id is not distinct from coalesce(nullif(?, ''), report_lines.holder_id)
    and report_lines.track_id is not distinct from coalesce(nullif(?, ''), report_lines.track_id)
order by report_rows.ordinal
limit 501
