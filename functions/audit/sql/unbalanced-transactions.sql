-- One row per entry of a journal transaction whose debits and credits differ in some currency; there is none (R26).
with entries as (
    select account, shard, sequence, transaction_id, currency, debit, credit
    from ledger_entries
    where recorded_at <= ?/*cut*/
),
unbalanced as (
    select transaction_id, currency, sum(debit) as debits, sum(credit) as credits
    from entries
    group by transaction_id, currency
    having sum(debit) <> sum(credit)
)
select
    'transactions' as fault,
    entries.account,
    entries.shard || '/' || cast(entries.sequence as varchar) as entry,
    entries.transaction_id,
    entries.currency || ': debits ' || cast(unbalanced.debits as varchar)
        || ', credits ' || cast(unbalanced.credits as varchar) as detail
from entries
inner join unbalanced
    on entries.transaction_id = unbalanced.transaction_id and entries.currency = unbalanced.currency
