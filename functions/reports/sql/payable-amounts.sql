-- One row per payable row of one part, in file order: its terms by code, and its amount as digits and scale.
select
    payable_rows.ordinal,
    payable_terms.code,
    payable_rows.digits,
    payable_rows.scale,
    case when payable_rows.digits is null then payable_rows.amount end as amount
from payable_rows
inner join payable_terms
    on payable_terms.currency = payable_rows.currency
    and payable_terms.commission_rate = payable_rows.commission_rate
order by payable_rows.ordinal
