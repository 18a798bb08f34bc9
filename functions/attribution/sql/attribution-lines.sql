-- One row per qualified play and rights share in force when it was played: rate x snapshot share, exact at 20 decimals (R4, R9, R16).
-- The rate relation names a play by its listener or by itself; the row that names neither is the base rate of all others. What
-- a share earns at the base rate is multiplied once per share, not once per line; named plays are found by their names, so that a
-- policy that names none looks up none.
with

stg_plays as (
    select play_id, user_id, track_id, played_at_ms
    from plays_sealed
    where plays_sealed.period_id = ?/*period_id*/ and plays_sealed.run = ?/*seal_run*/ and plays_sealed.royalty_eligible
),

stg_heard as (
    select play_id, user_id, track_id, played_at_ms
    from plays_sealed
    where plays_sealed.period_id = ?/*period_id*/ and plays_sealed.run = ?/*seal_run*/ and plays_sealed.royalty_eligible
),

stg_played as (
    select play_id, user_id, track_id, played_at_ms
    from plays_sealed
    where plays_sealed.period_id = ?/*period_id*/ and plays_sealed.run = ?/*seal_run*/ and plays_sealed.royalty_eligible
),

stg_flagged as (
    select distinct play_id
    from flagged_plays
    where flagged_plays.period_id = ?/*period_id*/ and flagged_plays.run = ?/*run*/
),

stg_ineligible as (
    select track_id
    from ineligible_tracks
    where ineligible_tracks.period_id = ?/*period_id*/ and ineligible_tracks.run = ?/*run*/
),

stg_rates as (
    select user_id, play_id, rate
    from period_rates
    where period_rates.period_id = ?/*period_id*/ and period_rates.run = ?/*run*/
),

stg_shares as (
    select track_id, rights_type, rights_holder_id, snapshot_share, from_ms, to_ms
    from period_shares
    where period_shares.period_id = ?/*period_id*/ and period_shares.run = ?/*run*/
),

int_listeners as (select user_id, rate from stg_rates where user_id <> ''),

int_named as (select play_id, rate from stg_rates where play_id <> ''),

int_shares as (
    select
        stg_shares.track_id,
        stg_shares.rights_type,
        stg_shares.rights_holder_id,
        stg_shares.snapshot_share,
        stg_shares.from_ms,
        stg_shares.to_ms,
        stg_rates.rate,
        cast(stg_rates.rate * stg_shares.snapshot_share as decimal(38, 20)) as payout
    from stg_shares
    cross join stg_rates
    where stg_rates.user_id = '' and stg_rates.play_id = ''
),

int_base as (
    select stg_plays.play_id, stg_plays.track_id, stg_plays.played_at_ms
    from stg_plays
    left join stg_flagged on stg_flagged.play_id = stg_plays.play_id
    left join stg_ineligible on stg_ineligible.track_id = stg_plays.track_id
    left join int_listeners on int_listeners.user_id = stg_plays.user_id
    left join int_named on int_named.play_id = stg_plays.play_id
    where
        stg_flagged.play_id is null
        and stg_ineligible.track_id is null
        and int_listeners.user_id is null
        and int_named.play_id is null
),

int_own as (
    select stg_heard.play_id, stg_heard.track_id, stg_heard.played_at_ms, int_listeners.rate
    from stg_heard
    inner join int_listeners on int_listeners.user_id = stg_heard.user_id
    union all
    select stg_played.play_id, stg_played.track_id, stg_played.played_at_ms, int_named.rate
    from stg_played
    inner join int_named on int_named.play_id = stg_played.play_id
    left join int_listeners on int_listeners.user_id = stg_played.user_id
    where int_listeners.user_id is null
),

int_owned as (
    select int_own.play_id, int_own.track_id, int_own.played_at_ms, int_own.rate
    from int_own
    left join stg_flagged on stg_flagged.play_id = int_own.play_id
    left join stg_ineligible on stg_ineligible.track_id = int_own.track_id
    where stg_flagged.play_id is null and stg_ineligible.track_id is null
)

select
    int_base.play_id,
    int_base.track_id,
    int_base.played_at_ms,
    int_shares.rights_holder_id,
    int_shares.rights_type,
    int_shares.snapshot_share,
    int_shares.rate,
    int_shares.payout
from int_base
inner join int_shares
    on
        int_shares.track_id = int_base.track_id
        and int_shares.from_ms <= int_base.played_at_ms
        and int_base.played_at_ms < int_shares.to_ms
union all
select
    int_owned.play_id,
    int_owned.track_id,
    int_owned.played_at_ms,
    stg_shares.rights_holder_id,
    stg_shares.rights_type,
    stg_shares.snapshot_share,
    int_owned.rate,
    cast(int_owned.rate * stg_shares.snapshot_share as decimal(38, 20)) as payout
from int_owned
inner join stg_shares
    on
        stg_shares.track_id = int_owned.track_id
        and stg_shares.from_ms <= int_owned.played_at_ms
        and int_owned.played_at_ms < stg_shares.to_ms
