-- One row per payable row of one part, with the terms that its track matched; no digits where they are past 18.
select
    report_rows.provider,
    report_rows.period,
    report_rows.report_id,
    report_rows.ordinal,
    report_rows.line,
    report_rows.sheet,
    report_rows.currency,
    report_rows.amount,
    try_cast(replace(report_rows.amount, '.', '') as bigint) as digits,
    cast(length(split_part(report_rows.amount, '.', 2)) as integer) as scale,
    report_rows.store,
    report_rows.territory,
    report_rows.sale_period,
    matches.track_id,
    matches.match_kind,
    matches.owner_id as holder_id,
    matches.batch_id,
    matches.commission_rate
from report_rows
inner join matches
    on matches.isrc = report_rows.isrc
    and matches.upc = report_rows.upc
    and matches.track_key = report_rows.track_key
where report_rows.payable
