-- One row per currency whose debits and credits differ; there is none (R26).
with entries as (
    select currency, debit, credit
    from ledger_entries
    where recorded_at <= ?/*cut*/
)
select
    'trial-balance' as fault,
    cast(null as varchar) as account,
    cast(null as varchar) as entry,
    cast(null as varchar) as transaction_id,
    currency || ': debits ' || cast(sum(debit) as varchar) || ', credits ' || cast(sum(credit) as varchar) as detail
from entries
group by currency
having sum(debit) <> sum(credit)
