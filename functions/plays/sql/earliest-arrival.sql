-- One row: the earliest arrival among the landing objects that a run selected, null when they are empty.
select min(ingested_at_ms) as ingested_at_ms
from plays_landing
where
    arrival_hour in (?/*hours*/)
    and landing_object in (select landing_object from plays_selected where compaction_run = ?/*run*/)
