-- One row per journal transaction that has stood before posted for longer than it may.
with headers as (
    select transaction_id, kind, recorded_at
    from ledger_transactions
    where recorded_at <= ?/*cut*/
),
states as (
    select transaction_id, max_by(state, ordinal) as state, max(recorded_at) as since
    from ledger_states
    where recorded_at <= ?/*cut*/
    group by transaction_id
)
select
    'stuck-transactions' as fault,
    cast(null as varchar) as account,
    cast(null as varchar) as entry,
    headers.transaction_id,
    headers.kind || ' is ' || states.state || ' since ' || states.since as detail
from headers
inner join states on headers.transaction_id = states.transaction_id
where
    (states.state = 'pending' and states.since < ?/*pending_since*/)
    or (states.state in ('prepared', 'validated') and states.since < ?/*waiting_since*/)
