-- One row per payable row of one part, converted.
select
    report.provider,
    report.period,
    report.report_id,
    amounts.ordinal,
    amounts.line,
    contexts.sheet,
    contexts.currency,
    contexts.original_currency,
    amounts.amount as original_amount,
    converted_rows.converted,
    converted_rows.commission,
    cast(converted_rows.converted - converted_rows.commission as decimal(38, 10)) as holder_amount,
    matches.commission_rate,
    matches.track_id,
    matches.match_kind,
    matches.holder_id,
    matches.batch_id,
    contexts.store,
    contexts.territory,
    contexts.sale_period
from amounts
inner join converted_rows on converted_rows.ordinal = amounts.ordinal
inner join matches on matches.track = amounts.track
inner join contexts on contexts.code = amounts.context
cross join report
