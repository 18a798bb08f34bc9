-- One row per snapshot that its entries contradict: what was entered by its sequence and counts by its instant; there is none (R31).
with snapshots as (
    select account, shard, as_of, sequence, entry_hash, posted, reserved
    from ledger_snapshots
    where recorded_at <= ?/*cut*/
),
summed as (
    select
        snapshots.shard, snapshots.as_of, snapshots.sequence,
        max(case when entries.sequence = snapshots.sequence then entries.hash end) as hash,
        sum(case when entries.effective_at <= snapshots.as_of then entries.amount else 0 end) as posted_sum,
        sum(case when entries.effective_at <= snapshots.as_of then entries.reserved_change else 0 end) as reserved_sum
    from snapshots
    inner join ledger_entries as entries on snapshots.shard = entries.shard
    where entries.sequence <= snapshots.sequence
    group by snapshots.shard, snapshots.as_of, snapshots.sequence
),
faults as (
    select
        snapshots.account, snapshots.shard, snapshots.sequence,
        case
            when summed.hash is null then 'has a snapshot of ' || snapshots.as_of || ' and is not there'
            when summed.hash <> snapshots.entry_hash
                then 'has a snapshot of ' || snapshots.as_of || ' that belongs to another entry'
            else 'has a snapshot of ' || snapshots.as_of || ' with posted ' || cast(snapshots.posted as varchar)
                || ' and reserved ' || cast(snapshots.reserved as varchar) || '; the entries up to it sum to '
                || cast(summed.posted_sum as varchar) || ' and ' || cast(summed.reserved_sum as varchar)
        end as detail
    from snapshots
    left join summed
        on
            snapshots.shard = summed.shard
            and snapshots.as_of = summed.as_of
            and snapshots.sequence = summed.sequence
    where
        summed.hash is null
        or summed.hash <> snapshots.entry_hash
        or summed.posted_sum <> snapshots.posted
        or summed.reserved_sum <> snapshots.reserved
)
select
    'snapshots' as fault, account, shard || '/' || cast(sequence as varchar) as entry,
    cast(null as varchar) as transaction_id, detail
from faults
