-- One row per play and reason: the flags of the version before, then the staged ones that it lacks, each by its first line.
with

previous as (select * from previous_flags),

int_staged as (
    select
        play_id,
        reason,
        min(line) as line
    from staged_flags
    group by play_id, reason
),

int_new as (
    select
        s.play_id,
        s.reason,
        'external' as rule,
        1 as rule_version,
        '{"drop_id":"' || $drop_id || '","line":' || s.line || '}' as evidence,
        $flagged_at_ms as flagged_at_ms
    from int_staged as s
    where not exists (
        select 1
        from previous as p
        where p.play_id = s.play_id and p.reason = s.reason
    )
)

select * from previous
union all
select * from int_new
