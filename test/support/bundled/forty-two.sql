-- One row: the answer.
select 42 as answer
