-- One row per arrival that the run judges first, or judges anew because another arrival wins its play now (R6).
with

stg_landing as (
    select
        play_id,
        source,
        position,
        min(ingested_at_ms) as ingested_at_ms,
        min(content_hash) as content_hash,
        min(country_id) as country_id,
        min(played_at_ms) as played_at_ms
    from plays_landing
    where
        arrival_hour in (?/*hours*/)
        and landing_object in (select landing_object from plays_selected where compaction_run = ?/*run*/)
    group by play_id, source, position
),

stg_judged as (
    select
        play_id,
        source,
        position,
        ingested_at_ms,
        content_hash,
        country_id,
        played_at_ms,
        verdict,
        winner_source,
        winner_position,
        winner_content_hash,
        judged_in,
        row_number() over (partition by play_id, source, position order by judged_in desc) as recency
    from play_arrivals
    where
        compaction_run in (?/*runs*/)
        and ingested_at_ms > cast(?/*from_ms*/ as bigint)
        and play_id in (select play_id from stg_landing)
),

stg_seals as (select * from plays_seals where compaction_run = ?/*run*/),

int_known as (
    select
        j.*,
        case
            when j.verdict = 'wins' and j.ingested_at_ms < s.cutoff_at_ms and j.judged_in <= s.through_run then 1
            else 0
        end as is_sealed
    from stg_judged as j
    left join stg_seals as s
        on
            s.country_id = j.country_id
            and s.period_start_ms <= j.played_at_ms
            and j.played_at_ms < s.period_end_ms
    where j.recency = 1
),

int_arrivals as (
    select
        play_id,
        source,
        position,
        ingested_at_ms,
        content_hash,
        country_id,
        played_at_ms,
        verdict,
        winner_source,
        winner_position,
        winner_content_hash,
        is_sealed
    from int_known
    union all
    select
        l.play_id,
        l.source,
        l.position,
        l.ingested_at_ms,
        l.content_hash,
        l.country_id,
        l.played_at_ms,
        cast(null as varchar) as verdict,
        cast(null as varchar) as winner_source,
        cast(null as varchar) as winner_position,
        cast(null as varchar) as winner_content_hash,
        0 as is_sealed
    from stg_landing as l
    left join int_known as k on k.play_id = l.play_id and k.source = l.source and k.position = l.position
    where k.play_id is null
),

int_gaps as (
    select
        a.*,
        a.ingested_at_ms - lag(a.ingested_at_ms) over (
            partition by a.play_id order by a.ingested_at_ms, a.source, a.position
        ) as gap_ms
    from int_arrivals as a
),

-- Arrivals of one id belong together as long as none came the horizon or more after the one before it.
int_chains as (
    select
        g.*,
        sum(case when g.gap_ms < cast(?/*horizon_ms*/ as bigint) then 0 else 1 end) over (
            partition by g.play_id
            order by g.ingested_at_ms, g.source, g.position
            rows between unbounded preceding and current row
        ) as chain
    from int_gaps as g
),

int_places as (
    select
        c.*,
        row_number() over (
            partition by c.play_id, c.chain order by c.is_sealed desc, c.ingested_at_ms, c.source, c.position
        ) as place
    from int_chains as c
),

-- A known loser in first place has its winner further back than this run looks; it still names it.
int_firsts as (
    select
        play_id,
        chain,
        verdict as first_verdict,
        case when verdict = 'loses' then winner_source else source end as first_source,
        case when verdict = 'loses' then winner_position else position end as first_position,
        case when verdict = 'loses' then winner_content_hash else content_hash end as first_content_hash
    from int_places
    where place = 1
),

int_verdicts as (
    select
        p.*,
        f.first_source,
        f.first_position,
        f.first_content_hash,
        case
            when p.is_sealed = 1 or (p.place = 1 and coalesce(f.first_verdict, 'wins') = 'wins') then 'wins'
            else 'loses'
        end as new_verdict
    from int_places as p
    inner join int_firsts as f on f.play_id = p.play_id and f.chain = p.chain
)

select
    play_id,
    source,
    position,
    ingested_at_ms,
    content_hash,
    country_id,
    played_at_ms,
    new_verdict as verdict,
    verdict is null as is_new,
    coalesce(verdict = 'wins', false) as is_superseded,
    new_verdict = 'loses' and content_hash <> first_content_hash as is_conflict,
    case when new_verdict = 'wins' then source else first_source end as winner_source,
    case when new_verdict = 'wins' then position else first_position end as winner_position,
    case when new_verdict = 'wins' then content_hash else first_content_hash end as winner_content_hash,
    cast(?/*number*/ as bigint) as judged_in
from int_verdicts
where
    verdict is null
    or verdict <> new_verdict
    or (new_verdict = 'loses' and (winner_source <> first_source or winner_position <> first_position))
