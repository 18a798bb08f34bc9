-- One row per eligible play in a stretch of time in which one listener started more of them than a person can hear.
with

stg_plays as (
    select
        play_id,
        user_id,
        played_at_ms,
        row_number() over (partition by user_id order by played_at_ms, play_id) as ordinal
    from plays_sealed
    where period_id = ?/*period_id*/ and run = ?/*seal_run*/ and royalty_eligible
),

-- The play that is one too many if it comes within the window: as many plays further on as are allowed.
int_stretches as (
    select
        a.user_id,
        a.ordinal as first_ordinal,
        b.ordinal as last_ordinal
    from stg_plays as a
    inner join stg_plays as b
        on
            b.user_id = a.user_id
            and b.ordinal = a.ordinal + cast(?/*tempo_plays_max*/ as bigint)
            and b.played_at_ms - a.played_at_ms < cast(?/*window_ms*/ as bigint)
),

int_offenders as (
    select distinct p.play_id
    from stg_plays as p
    inner join int_stretches as s
        on s.user_id = p.user_id and s.first_ordinal <= p.ordinal and p.ordinal <= s.last_ordinal
)

select
    play_id,
    'a tempo that no human has' as reason,
    'tempo' as rule,
    cast(?/*rule_version*/ as integer) as rule_version,
    '{"window_ms":' || ?/*window_ms*/ || ',"allowed":' || ?/*tempo_plays_max*/ || '}' as evidence,
    cast(?/*flagged_at_ms*/ as bigint) as flagged_at_ms
from int_offenders
