-- One row per qualified play and rights share in force when it was played: rate x snapshot share, exact at 20 decimals (R4, R9, R16).
-- The rate relation names a play by its listener or by itself; the row that names neither is the base rate of all others. What
-- a share earns at the base rate is multiplied once per share, not once per line.
with

stg_plays as (
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

int_shares as (
    select
        stg_shares.track_id,
        stg_shares.rights_type,
        stg_shares.rights_holder_id,
        stg_shares.snapshot_share,
        stg_shares.from_ms,
        stg_shares.to_ms,
        stg_rates.rate as base_rate,
        cast(stg_rates.rate * stg_shares.snapshot_share as decimal(38, 20)) as base_payout
    from stg_shares
    cross join stg_rates
    where stg_rates.user_id = '' and stg_rates.play_id = ''
),

int_plays as (
    select
        stg_plays.play_id,
        stg_plays.track_id,
        stg_plays.played_at_ms,
        coalesce(by_user.rate, by_play.rate) as own_rate
    from stg_plays
    left join stg_flagged on stg_flagged.play_id = stg_plays.play_id
    left join stg_ineligible on stg_ineligible.track_id = stg_plays.track_id
    left join stg_rates as by_user on by_user.user_id = stg_plays.user_id and by_user.user_id <> ''
    left join stg_rates as by_play on by_play.play_id = stg_plays.play_id and by_play.play_id <> ''
    where stg_flagged.play_id is null and stg_ineligible.track_id is null
)

select
    int_plays.play_id,
    int_plays.track_id,
    int_plays.played_at_ms,
    int_shares.rights_holder_id,
    int_shares.rights_type,
    int_shares.snapshot_share,
    coalesce(int_plays.own_rate, int_shares.base_rate) as rate,
    case
        when int_plays.own_rate is null then int_shares.base_payout
        else cast(int_plays.own_rate * int_shares.snapshot_share as decimal(38, 20))
    end as payout
from int_plays
inner join int_shares
    on
        int_shares.track_id = int_plays.track_id
        and int_shares.from_ms <= int_plays.played_at_ms
        and int_plays.played_at_ms < int_shares.to_ms
