-- One row per clearing account that stands at something else than zero (R30).
with entries as (
    select account, amount
    from ledger_entries
    where account like 'clearing:%' and recorded_at <= ?/*cut*/
)
select
    'clearing' as fault,
    account,
    cast(null as varchar) as entry,
    cast(null as varchar) as transaction_id,
    cast(sum(amount) as varchar) as detail
from entries
group by account
having sum(amount) <> 0
