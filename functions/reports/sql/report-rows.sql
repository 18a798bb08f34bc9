-- One row per data row of the file, as mapped; provider, period and report are its folders.
select
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
    codes.text,
    contexts.separator
from codes
inner join tracks on tracks.code = codes.track
inner join few_contexts as contexts on contexts.code = codes.context
