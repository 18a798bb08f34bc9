-- One row per reservation that is over and still takes its amount from what is available.
with headers as (
    select transaction_id, expires_at
    from ledger_transactions
    where kind = 'reservation' and expires_at < ?/*expired_since*/ and recorded_at <= ?/*cut*/
),
states as (
    select transaction_id, max_by(state, ordinal) as state
    from ledger_states
    where recorded_at <= ?/*cut*/
    group by transaction_id
),
entries as (
    select transaction_id, account, shard, sequence
    from ledger_entries
    where kind = 'reservation' and recorded_at <= ?/*cut*/
)
select
    'reservations' as fault,
    entries.account,
    entries.shard || '/' || cast(entries.sequence as varchar) as entry,
    headers.transaction_id,
    'reserved until ' || headers.expires_at as detail
from headers
inner join states on headers.transaction_id = states.transaction_id
left join entries on headers.transaction_id = entries.transaction_id
where states.state = 'reserved'
