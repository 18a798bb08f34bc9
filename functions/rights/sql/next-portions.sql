-- One row per portion of the next snapshot, by group and time so that a point read touches few row groups.
with

history as (select * from previous_portions),

merged as (select * from merged_portions),

int_named_groups as (
    select distinct
        subject,
        facet
    from staged_portions
),

fct_portions as (
    select history.*
    from history
    where not exists (
        select 1
        from int_named_groups as g
        where g.subject = history.subject and g.facet = history.facet
    )
    union all
    select * from merged
)

select * from fct_portions
order by subject, facet, effective_from_ms, member
