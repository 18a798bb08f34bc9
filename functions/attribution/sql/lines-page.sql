-- One row per attribution line, or line of a release since (R10), after a place, in the order of playing; an empty holder or track means any.
with

stg_question as (
    select
        cast(?/*holder_id*/ as varchar) as holder_id,
        cast(?/*track_id*/ as varchar) as track_id,
        cast(?/*after_ms*/ as bigint) as after_ms,
        cast(?/*after_play_id*/ as varchar) as after_play_id,
        cast(?/*after_holder_id*/ as varchar) as after_holder_id,
        cast(?/*after_rights_type*/ as varchar) as after_rights_type
),

stg_lines as (
    select play_id, track_id, played_at_ms, rights_holder_id, rights_type, snapshot_share, rate, payout
    from attribution_lines
    where attribution_lines.period_id = ?/*period_id*/ and attribution_lines.run = ?/*run*/
    union all
    select play_id, track_id, played_at_ms, rights_holder_id, rights_type, snapshot_share, rate, payout
    from release_lines
    where release_lines.period_id = ?/*period_id*/ and release_lines.run in (?/*release_runs*/)
)

select
    stg_lines.play_id,
    stg_lines.track_id,
    stg_lines.played_at_ms,
    stg_lines.rights_holder_id,
    stg_lines.rights_type,
    cast(stg_lines.snapshot_share as varchar) as snapshot_share,
    cast(stg_lines.rate as varchar) as rate,
    cast(stg_lines.payout as varchar) as payout
from stg_lines
cross join stg_question
where
    (stg_question.holder_id = '' or stg_lines.rights_holder_id = stg_question.holder_id)
    and (stg_question.track_id = '' or stg_lines.track_id = stg_question.track_id)
    and (
        stg_lines.played_at_ms > stg_question.after_ms
        or (
            stg_lines.played_at_ms = stg_question.after_ms
            and (
                stg_lines.play_id > stg_question.after_play_id
                or (
                    stg_lines.play_id = stg_question.after_play_id
                    and (
                        stg_lines.rights_holder_id > stg_question.after_holder_id
                        or (
                            stg_lines.rights_holder_id = stg_question.after_holder_id
                            and stg_lines.rights_type > stg_question.after_rights_type
                        )
                    )
                )
            )
        )
    )
order by stg_lines.played_at_ms, stg_lines.play_id, stg_lines.rights_holder_id, stg_lines.rights_type
limit 501
