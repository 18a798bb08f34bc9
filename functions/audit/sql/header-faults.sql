-- One row per entry without its header or of other content, and per header that its entries or states contradict; there is none.
with entries as (
    select account, shard, sequence, transaction_id, content_hash, debit, credit
    from ledger_entries
    where recorded_at <= ?/*cut*/
),
headers as (
    select transaction_id, content_hash, chunk_count, postings, reservations
    from ledger_transactions
    where recorded_at <= ?/*cut*/
),
states as (
    select
        transaction_id,
        max(case when state = 'posted' then 1 else 0 end) as was_posted,
        max(case when state in ('posted', 'reserved') then 1 else 0 end) as has_entries
    from ledger_states
    where recorded_at <= ?/*cut*/
    group by transaction_id
),
counted as (
    select transaction_id, count(*) as entries
    from entries
    group by transaction_id
),
faults as (
    select
        entries.account, entries.shard || '/' || cast(entries.sequence as varchar) as entry, entries.transaction_id,
        'belongs to a transaction without a header' as detail
    from entries
    left join headers on entries.transaction_id = headers.transaction_id
    where headers.transaction_id is null
    union all
    select
        entries.account, entries.shard || '/' || cast(entries.sequence as varchar) as entry, entries.transaction_id,
        'records another content than its header' as detail
    from entries
    inner join headers on entries.transaction_id = headers.transaction_id
    where headers.chunk_count is null and entries.content_hash <> headers.content_hash
    union all
    select
        cast(null as varchar) as account, cast(null as varchar) as entry, headers.transaction_id,
        case when states.transaction_id is null then 'has no state' else 'is posted and has no entry' end as detail
    from headers
    left join states on headers.transaction_id = states.transaction_id
    left join counted on headers.transaction_id = counted.transaction_id
    where
        states.transaction_id is null
        or (states.was_posted = 1 and headers.chunk_count is null and counted.transaction_id is null)
    union all
    select
        cast(null as varchar) as account, cast(null as varchar) as entry, counted.transaction_id,
        'has entries and was never posted' as detail
    from counted
    inner join states on counted.transaction_id = states.transaction_id
    where states.has_entries = 0
)
select 'headers' as fault, account, entry, transaction_id, detail
from faults
