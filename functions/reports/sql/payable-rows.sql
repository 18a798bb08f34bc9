-- One row per payable row of one part, in file order: its track and context by code.
select
    codes.ordinal,
    codes.line,
    codes.track,
    codes.context,
    codes.amount
from codes
inner join contexts on contexts.code = codes.context
where contexts.payable
order by codes.ordinal
