-- One row: how many sealed plays of thirty seconds a country-period had when it was as old as another is now.
select cast(count(*) as bigint) as plays
from plays_sealed
where
    plays_sealed.period_id = ?/*period_id*/
    and plays_sealed.run = ?/*run*/
    and plays_sealed.ingested_at_ms < cast(?/*before_ms*/ as bigint)
    and plays_sealed.royalty_eligible
