-- One row per data row of the file, as mapped.
select
    report.provider,
    report.period,
    report.report_id,
    codes.ordinal,
    codes.line,
    contexts.sheet,
    contexts.currency,
    codes.amount,
    contexts.payable,
    contexts.filter,
    contexts.units,
    tracks.isrc,
    tracks.upc,
    tracks.track_key,
    tracks.title,
    tracks.artist,
    contexts.store,
    contexts.territory,
    contexts.sale_period,
    contexts.transaction_kind,
    to_json(string_split(codes.text, contexts.separator)) as raw
from codes
cross join report
inner join tracks on tracks.code = codes.track
inner join contexts on contexts.code = codes.context
