-- One row per country with a play in the runs.
select distinct country_id
from play_arrivals
where compaction_run in (?/*runs*/) and verdict = 'wins'
order by country_id
