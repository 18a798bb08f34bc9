-- One row: the rows of a sealed run and the plays that they name; the two are equal, or nothing is sealed.
select
    count(*) as sealed_rows,
    count(distinct play_id) as plays
from plays_sealed
where period_id = ?/*period_id*/ and run = ?/*run*/
