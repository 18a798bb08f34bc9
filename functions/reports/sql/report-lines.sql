-- One row per payable row of one part, converted.
select
    report_rows.provider,
    report_rows.period,
    report_rows.report_id,
    report_rows.ordinal,
    report_rows.line,
    report_rows.sheet,
    currencies.currency,
    report_rows.currency as original_currency,
    report_rows.amount as original_amount,
    converted_rows.converted,
    converted_rows.commission,
    cast(converted_rows.converted - converted_rows.commission as decimal(38, 10)) as holder_amount,
    cast(matches.commission_rate as decimal(11, 10)) as commission_rate,
    matches.track_id,
    matches.match_kind,
    matches.owner_id as holder_id,
    matches.batch_id,
    report_rows.store,
    report_rows.territory,
    report_rows.sale_period
from report_rows
inner join converted_rows on converted_rows.ordinal = report_rows.ordinal
inner join matches on matches.code = converted_rows.match_code
inner join currencies on currencies.original_currency = report_rows.currency
