-- One row: the flags that a run of rules found, and the sealed plays that carry any flag, from outside too.
with

stg_found as (
    select play_id
    from fraud_flags
    where scope = ?/*period_id*/ and run = ?/*flag_run*/
),

stg_external as (
    select play_id
    from fraud_flags
    where scope = 'external' and run = ?/*external_run*/
),

stg_plays as (
    select play_id
    from plays_sealed
    where period_id = ?/*period_id*/ and run = ?/*seal_run*/
)

select
    (select count(*) from stg_found) as flags,
    (
        select count(*)
        from stg_plays
        where
            play_id in (select play_id from stg_found)
            or play_id in (select play_id from stg_external)
    ) as flagged_plays
