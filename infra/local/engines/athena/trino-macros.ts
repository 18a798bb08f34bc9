/**
 * Trino functions that DuckDB lacks or answers differently, as macros with equal results. Athena runs Trino, so one SQL
 * text serves both. `floor_div` is the project's only division (R12): exact, toward minus infinity, an error by zero;
 * `text_hash` its fingerprint of a text.
 */
export const TRINO_MACROS: readonly string[] = [
  `floor_div(a, b) as cast(case when b = 0 then error('Division by zero') else
    (cast(a as hugeint) // cast(b as hugeint))
      - case when cast(a as hugeint) % cast(b as hugeint) <> 0 and (a < 0) <> (b < 0) then 1 else 0 end
    end as decimal(38, 0))`,
  'text_hash(text) as cast((md5_number(text) & 576460752303423487) as bigint)',
  'approx_distinct(x) as approx_count_distinct(x)',
  'approx_percentile(x, p) as approx_quantile(x, p)',
  'arbitrary(x) as any_value(x)',
  'from_unixtime(seconds) as make_timestamp(cast(round(cast(seconds as double) * 1000000) as bigint))',
  'to_unixtime(moment) as epoch(moment)',
  dateFormat(),
  `date_add(unit, value, moment) as case lower(unit)
    when 'millisecond' then moment + to_milliseconds(value) when 'second' then moment + to_seconds(value)
    when 'minute' then moment + to_minutes(value) when 'hour' then moment + to_hours(value)
    when 'day' then moment + to_days(cast(value as integer)) when 'week' then moment + to_weeks(cast(value as integer))
    when 'month' then moment + to_months(cast(value as integer)) when 'quarter' then moment + to_months(cast(3 * value as integer))
    when 'year' then moment + to_years(cast(value as integer)) else error('no unit: ' || unit) end`,
  'date_diff(unit, a, b) as date_sub(unit, a, b)',
  'regexp_like(text, pattern) as regexp_matches(text, pattern)',
  `json_extract_scalar(document, path) as case when json_type(document, path) in ('OBJECT', 'ARRAY') then null
    else json_extract_string(document, path) end`,
  'truncate(x) as trunc(x), (x, n) as trunc(x, n)',
  'cardinality(items) as len(items)',
  'array_join(items, delimiter) as array_to_string(items, delimiter)',
  'sequence(a, b) as generate_series(a, b), (a, b, step) as generate_series(a, b, step)',
  'element_at(items, place) as items[place]',
  'concat(a, b) as a || b, (a, b, c) as a || b || c, (a, b, c, d) as a || b || c || d, (a, b, c, d, e) as a || b || c || d || e',
  'to_utf8(text) as encode(text)',
  'from_utf8(bytes) as decode(bytes)',
  'to_hex(bytes) as hex(bytes)',
  'sha256(bytes) as unhex(system.main.sha256(bytes))',
  'md5(bytes) as unhex(system.main.md5(bytes))',
];

/** The macros whose names stand in a statement; none calls another. To create all of them takes longer than most queries. */
export function macrosFor(names: ReadonlySet<string>): readonly string[] {
  return TRINO_MACROS.filter((macro) => names.has(nameOf(macro)));
}

const nameOf = (macro: string) => macro.slice(0, macro.indexOf('('));

/** MySQL's letters, as Trino takes them, with DuckDB's; strftime wants a constant, so each is replaced by itself. */
function dateFormat(): string {
  const letters: readonly (readonly [string, string])[] = [
    ['%T', '%H:%M:%S'],
    ['%Y', '%Y'],
    ['%y', '%y'],
    ['%M', '%B'],
    ['%b', '%b'],
    ['%m', '%m'],
    ['%d', '%d'],
    ['%j', '%j'],
    ['%W', '%A'],
    ['%a', '%a'],
    ['%H', '%H'],
    ['%h', '%I'],
    ['%i', '%M'],
    ['%s', '%S'],
    ['%f', '%f'],
    ['%p', '%p'],
  ];
  const body = letters.reduce(
    (inner, [mysql, duckDb]) => `replace(${inner}, '${mysql}', strftime(cast(moment as timestamp), '${duckDb}'))`,
    'pattern',
  );
  return `date_format(moment, pattern) as ${body}`;
}
