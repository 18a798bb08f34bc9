-- One row per account of held or unexplained money of which a part is older than it may be, first in first out.
with holdings as (
    select
        account, amount, recorded_at,
        case
            when account like 'holding:unattributed:%' then ?/*unattributed_since*/
            when account like 'holding:unmatched:%' then ?/*unmatched_since*/
            when account like 'holding:disputed:%' then ?/*disputed_since*/
            when account like 'holding:returned:%' then ?/*returned_since*/
            when account like 'unexplained:%' then ?/*unexplained_since*/
        end as since
    from ledger_entries
    where (account like 'holding:%' or account like 'unexplained:%') and recorded_at <= ?/*cut*/
),
balances as (
    select
        account, since,
        sum(amount) as held,
        sum(case when amount > 0 and recorded_at >= since then amount else 0 end) as young
    from holdings
    where since is not null
    group by account, since
)
select
    'holding' as fault,
    account,
    cast(null as varchar) as entry,
    cast(null as varchar) as transaction_id,
    cast(held - young as varchar) || ' of ' || cast(held as varchar) || ' is held since before ' || since as detail
from balances
where held > young
