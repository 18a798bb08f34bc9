-- One row per period that was distributed by the cut: what its entries gave to holders, to nobody yet, and to the next pool.
select
    source_id as period_id,
    sum(case when account like 'payable:%' then amount else 0 end) as holders,
    sum(case when account like 'holding:unattributed:%' then amount else 0 end) as unattributed,
    sum(case when account like 'holding:residual:%' then amount else 0 end) as residual
from ledger_entries
where
    source_type = 'period' and recorded_at <= ?/*cut*/
    and coalesce(parent_id, transaction_id) = 'period.' || source_id || '.distribution'
group by source_id
