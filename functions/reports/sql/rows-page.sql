-- One row per data row of one report, in file order, with its line once that stands in the ledger.
with
stg_rows as (
    select *
    from report_rows
    where report_rows.provider = ? and report_rows.period = ? and report_rows.report_id = ?
),
stg_lines as (
    select *
    from report_lines
    where report_lines.provider = ? and report_lines.period = ? and report_lines.report_id = ?
)
select
    stg_rows.ordinal,
    stg_rows.line,
    stg_rows.sheet,
    stg_rows.currency,
    stg_rows.amount,
    cast(stg_rows.payable as varchar) as payable,
    stg_rows.filter,
    stg_rows.units,
    stg_rows.isrc,
    stg_rows.upc,
    stg_rows.title,
    stg_rows.artist,
    stg_rows.store,
    stg_rows.territory,
    stg_rows.sale_period,
    stg_rows.transaction_kind,
    stg_rows.text,
    stg_rows.separator,
    coalesce(stg_lines.holder_id, '') as holder_id,
    coalesce(stg_lines.track_id, '') as track_id,
    coalesce(stg_lines.match_kind, '') as match_kind,
    coalesce(stg_lines.batch_id, '') as batch_id,
    coalesce(stg_lines.currency, '') as received_currency,
    coalesce(cast(stg_lines.converted as varchar), '') as converted,
    coalesce(cast(stg_lines.commission as varchar), '') as commission,
    coalesce(cast(stg_lines.holder_amount as varchar), '') as holder_amount,
    coalesce(cast(stg_lines.commission_rate as varchar), '') as commission_rate
from stg_rows
left join stg_lines on stg_lines.ordinal = stg_rows.ordinal
where stg_rows.ordinal > cast(? as integer)
    and stg_lines.holder_id is not distinct from coalesce(nullif(?, ''), stg_lines.holder_id)
    and stg_lines.track_id is not distinct from coalesce(nullif(?, ''), stg_lines.track_id)
order by stg_rows.ordinal
limit 501
