const ARGUMENT = String.raw`(?:(?!\/\*)[\s\S])+?`;
const A = String.raw`cast\((?<a>${ARGUMENT}) as decimal\(38, 0\)\)`;
const B = String.raw`cast\((?<b>${ARGUMENT}) as decimal\(38, 0\)\)`;
const A_AGAIN = String.raw`cast\(\k<a> as decimal\(38, 0\)\)`;
const B_AGAIN = String.raw`cast\(\k<b> as decimal\(38, 0\)\)`;
const FLOOR_DIV = new RegExp(
  String.raw`\/\*floor_div\*\/\(\(${A} - ${A_AGAIN} % ${B}\) \/ ${B_AGAIN} - ` +
    String.raw`case when ${A_AGAIN} % ${B_AGAIN} <> 0 and \(${A_AGAIN} < 0\) <> \(${B_AGAIN} < 0\) ` +
    String.raw`then 1 else 0 end\)\/\*end\*\/`,
  'g',
);
const TEXT_HASH = new RegExp(
  String.raw`\/\*text_hash\*\/bitwise_and\(from_big_endian_64\(reverse\(substr\(md5\(to_utf8\((?<text>${ARGUMENT})\)\), 1, 8\)\)\), ` +
    String.raw`576460752303423487\)\/\*end\*\/`,
  'g',
);

/**
 * Brings the expansions of the audited functions, which are Trino's exact text, back to their calls: DuckDB divides decimals into
 * doubles and has no such hash in one step, and its macros of those names are equal. Only a whole expansion is taken; any other
 * division stays as it is.
 */
export function collapseAuditedFunctions(sql: string): string {
  return sql
    .replace(FLOOR_DIV, (...match) => {
      const { a, b } = match.at(-1) as { readonly a: string; readonly b: string };
      return `floor_div(${a}, ${b})`;
    })
    .replace(TEXT_HASH, (...match) => {
      const { text } = match.at(-1) as { readonly text: string };
      return `text_hash(${text})`;
    });
}
