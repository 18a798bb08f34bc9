-- One row per payable row of the file, converted.
select
    payable_rows.provider,
    payable_rows.period,
    payable_rows.report_id,
    payable_rows.ordinal,
    payable_rows.line,
    payable_rows.sheet,
    currencies.currency,
    payable_rows.currency as original_currency,
    payable_rows.amount as original_amount,
    converted_rows.converted,
    converted_rows.commission,
    cast(converted_rows.converted - converted_rows.commission as decimal(38, 10)) as holder_amount,
    cast(payable_rows.commission_rate as decimal(11, 10)) as commission_rate,
    payable_rows.track_id,
    payable_rows.match_kind,
    payable_rows.holder_id,
    payable_rows.batch_id,
    payable_rows.store,
    payable_rows.territory,
    payable_rows.sale_period
from payable_rows
inner join converted_rows on converted_rows.ordinal = payable_rows.ordinal
inner join currencies on currencies.original_currency = payable_rows.currency
