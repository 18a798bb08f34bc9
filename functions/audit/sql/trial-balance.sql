-- One row per account, with what was recorded by the cut; one of its two columns is zero.
with entries as (
    select account, currency, debit, credit
    from ledger_entries
    where recorded_at <= ?/*cut*/
),
balances as (
    select account, currency, sum(debit) - sum(credit) as net
    from entries
    group by account, currency
)
select
    account,
    currency,
    cast(case when net > 0 then net else 0 end as decimal(38, 10)) as debit,
    cast(case when net < 0 then -net else 0 end as decimal(38, 10)) as credit
from balances
order by account
