-- One row per payable row of one part: rate and currency by code, and its amount as digits and scale; the
-- digits are null where they are past 18.
select
    payable_rows.ordinal,
    payable_rows.line,
    payable_rows.track,
    payable_rows.context,
    payable_rows.amount,
    matches.rate_code,
    contexts.currency_code,
    try_cast(replace(payable_rows.amount, '.', '') as bigint) as digits,
    cast(length(split_part(payable_rows.amount, '.', 2)) as integer) as scale
from payable_rows
inner join matches on matches.track = payable_rows.track
inner join contexts on contexts.code = payable_rows.context
