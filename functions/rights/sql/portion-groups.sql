-- One row per portion of every group that the drop names: first its history, then its staged rows by line.
with

history as (select * from previous_portions),

staged as (select * from staged_portions),

int_named_groups as (
    select distinct
        subject,
        facet
    from staged
),

fct_portions as (
    select
        h.subject,
        h.facet,
        h.member,
        h.units,
        h.effective_from_ms,
        h.effective_to_ms,
        h.dropped_to_ms,
        0 as line
    from history as h
    inner join int_named_groups as g on g.subject = h.subject and g.facet = h.facet
    union all
    select
        subject,
        facet,
        member,
        units,
        effective_from_ms,
        effective_to_ms,
        effective_to_ms as dropped_to_ms,
        line
    from staged
)

select * from fct_portions
order by subject, facet, line, effective_from_ms, member
