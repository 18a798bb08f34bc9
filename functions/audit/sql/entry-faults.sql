-- One row per entry that does not follow from the entries before it on its account, and fault; there is none (R27).
with entries as (
    select
        account, shard, sequence, transaction_id, amount, reserved_change, posted, reserved, recorded_at,
        previous_hash, hash,
        lag(sequence, 1, 0) over (partition by shard order by sequence) as sequence_before,
        lag(hash, 1, '') over (partition by shard order by sequence) as hash_before,
        lag(recorded_at, 1, '') over (partition by shard order by sequence) as recorded_before,
        sum(amount) over (
            partition by shard order by sequence rows between unbounded preceding and current row
        ) as posted_sum,
        sum(reserved_change) over (
            partition by shard order by sequence rows between unbounded preceding and current row
        ) as reserved_sum
    from ledger_entries
    where recorded_at <= ?/*cut*/
),
faults as (
    select
        'sequences' as fault, account, shard, sequence, transaction_id,
        'follows entry ' || cast(sequence_before as varchar) as detail
    from entries
    where sequence <> sequence_before + 1
    union all
    select
        'chains' as fault, account, shard, sequence, transaction_id,
        'does not chain over the entry before it' as detail
    from entries
    where previous_hash <> hash_before or recorded_at < recorded_before
    union all
    select
        'balances' as fault, account, shard, sequence, transaction_id,
        'says posted ' || cast(posted as varchar) || ' and reserved ' || cast(reserved as varchar)
            || '; the entries up to it sum to ' || cast(posted_sum as varchar)
            || ' and ' || cast(reserved_sum as varchar) as detail
    from entries
    where posted <> posted_sum or reserved <> reserved_sum
)
select fault, account, shard || '/' || cast(sequence as varchar) as entry, transaction_id, detail
from faults
