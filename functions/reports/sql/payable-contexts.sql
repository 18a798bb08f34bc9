-- One row per context that payable rows have in common.
select
    code,
    sheet,
    currency,
    store,
    territory,
    sale_period
from contexts
where payable
