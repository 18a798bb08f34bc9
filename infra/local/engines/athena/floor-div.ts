const A = String.raw`cast\((?<a>(?:(?!\/\*)[\s\S])+?) as decimal\(38, 0\)\)`;
const B = String.raw`cast\((?<b>(?:(?!\/\*)[\s\S])+?) as decimal\(38, 0\)\)`;
const A_AGAIN = String.raw`cast\(\k<a> as decimal\(38, 0\)\)`;
const B_AGAIN = String.raw`cast\(\k<b> as decimal\(38, 0\)\)`;
const EXPANSION = new RegExp(
  String.raw`\/\*floor_div\*\/\(\(${A} - ${A_AGAIN} % ${B}\) \/ ${B_AGAIN} - ` +
    String.raw`case when ${A_AGAIN} % ${B_AGAIN} <> 0 and \(${A_AGAIN} < 0\) <> \(${B_AGAIN} < 0\) ` +
    String.raw`then 1 else 0 end\)\/\*end\*\/`,
  'g',
);

/**
 * Brings the expansion of `floor_div(a, b)`, which is Trino's exact arithmetic, back to the call: DuckDB divides decimals
 * into doubles, and its macro of that name is exact. Only the whole expansion is taken; any other division stays as it is.
 */
export function collapseFloorDiv(sql: string): string {
  return sql.replace(EXPANSION, (...match) => {
    const { a, b } = match.at(-1) as { readonly a: string; readonly b: string };
    return `floor_div(${a}, ${b})`;
  });
}
