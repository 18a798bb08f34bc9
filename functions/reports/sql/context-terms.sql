-- One row per context of the payable rows, with the currency that its money is converted to.
select
    payable_contexts.code,
    payable_contexts.sheet,
    payable_contexts.store,
    payable_contexts.territory,
    payable_contexts.sale_period,
    currencies.currency_code,
    currencies.original_currency,
    currencies.currency
from payable_contexts
inner join currencies on currencies.original_currency = payable_contexts.currency
