-- One row per staged row of one country-period, in an order of their content alone.
with

staged as (select * from staged_revenue),

fct_revenue as (
    select
        country,
        period,
        user_id,
        currency,
        cast(amount as decimal(38, 10)) as amount
    from staged
    where period_id = getvariable('period_id')
)

select * from fct_revenue
order by user_id, amount
