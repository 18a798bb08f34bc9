-- One row per payable row that matching made invalid, in file order.
select
    report_rows.line,
    report_rows.sheet,
    matches.error,
    report_rows.isrc,
    report_rows.upc,
    report_rows.track_key,
    report_rows.title,
    matches.owner_id
from report_rows
inner join matches
    on matches.isrc = report_rows.isrc
    and matches.upc = report_rows.upc
    and matches.track_key = report_rows.track_key
where report_rows.payable and matches.error <> ''
order by report_rows.ordinal
