-- One row: the plays of a country and month that have arrived so far and last thirty seconds, each counted once.
select cast(count(distinct play_id) as bigint) as plays
from plays_landing
where
    arrival_hour between ?/*first_hour*/ and ?/*last_hour*/
    and country_id = ?/*country_id*/
    and played_at_ms >= cast(?/*period_start_ms*/ as bigint)
    and played_at_ms < cast(?/*period_end_ms*/ as bigint)
    and royalty_eligible
