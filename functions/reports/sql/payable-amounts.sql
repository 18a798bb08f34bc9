-- One row per payable row of one part, in file order: its match, rate and currency by code, and its amount as digits and
-- scale; as text where the digits are past 18.
with
stg_rows as (
    select
        ordinal,
        currency,
        amount,
        try_cast(replace(amount, '.', '') as bigint) as digits,
        cast(length(split_part(amount, '.', 2)) as integer) as scale,
        isrc,
        upc,
        track_key
    from report_rows
    where payable
)
select
    stg_rows.ordinal,
    matches.code as match_code,
    matches.rate_code,
    currencies.code as currency_code,
    stg_rows.digits,
    stg_rows.scale,
    case when stg_rows.digits is null then stg_rows.amount end as amount
from stg_rows
inner join matches
    on matches.isrc = stg_rows.isrc
    and matches.upc = stg_rows.upc
    and matches.track_key = stg_rows.track_key
inner join currencies on currencies.original_currency = stg_rows.currency
order by stg_rows.ordinal
