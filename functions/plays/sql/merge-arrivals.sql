-- One row per judgement of the runs that are merged.
select
    play_id,
    source,
    position,
    ingested_at_ms,
    content_hash,
    country_id,
    played_at_ms,
    verdict,
    is_new,
    is_superseded,
    is_conflict,
    winner_source,
    winner_position,
    winner_content_hash,
    judged_in
from play_arrivals
where compaction_run in (?/*runs*/)
