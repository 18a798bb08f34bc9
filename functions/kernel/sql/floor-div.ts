import { assertThat } from '#kernel/errors';

const CALL = /\bfloor_div\s*\(/gi;

/**
 * Replaces every `floor_div(a, b)` by Trino's own arithmetic: the one division of SQL (R12), exact on integer
 * decimal(38, 0), toward minus infinity, an error when `b` is zero. `a - a % b` divides evenly, so Trino's rounding
 * quotient of decimals has nothing to round. The marks let the local Athena find the call again
 * (docs/adr/floor-div-is-expanded-for-athena.md). Asserts that no argument holds a `?` or a second `floor_div`, since
 * arguments are repeated: name such a value in a CTE.
 */
export function expandFloorDiv(sql: string): string {
  let expanded = '';
  let end = 0;
  for (const match of sql.matchAll(CALL)) {
    if (isComment(sql, match.index)) continue;
    const call = readCall(sql, match.index + match[0].length);
    const [dividend = '', divisor = '', ...rest] = call.items;
    assertThat(
      divisor !== '' && rest.length === 0 && !call.items.some((item) => /\?|\bfloor_div\b|--|\/\*/i.test(item)),
      `floor_div(${call.items.join(', ')}) cannot be expanded; two plain arguments without ? or floor_div would be right`,
    );
    expanded += sql.slice(end, match.index) + floorDivText(dividend, divisor);
    end = call.end;
  }
  return expanded + sql.slice(end);
}

/** The expansion of one call. The local Athena reads it back by this very shape. */
export function floorDivText(dividend: string, divisor: string): string {
  const a = `cast(${dividend} as decimal(38, 0))`;
  const b = `cast(${divisor} as decimal(38, 0))`;
  const isBelow = `${a} % ${b} <> 0 and (${a} < 0) <> (${b} < 0)`;
  return `/*floor_div*/((${a} - ${a} % ${b}) / ${b} - case when ${isBelow} then 1 else 0 end)/*end*/`;
}

function isComment(sql: string, index: number): boolean {
  const line = sql.slice(sql.lastIndexOf('\n', index - 1) + 1, index);
  return line.includes('--');
}

/** The arguments from just after the opening bracket, cut at commas that no inner bracket holds. */
function readCall(sql: string, start: number): { readonly items: readonly string[]; readonly end: number } {
  const items: string[] = [];
  let depth = 0;
  let from = start;
  for (let at = start; at < sql.length; at += 1) {
    const letter = sql[at];
    if (letter === '(') depth += 1;
    if (letter === ')' && depth === 0) return { items: [...items, sql.slice(from, at).trim()], end: at + 1 };
    if (letter === ')') depth -= 1;
    if (letter === ',' && depth === 0) {
      items.push(sql.slice(from, at).trim());
      from = at + 1;
    }
  }
  throw new Error('floor_div( has no closing bracket');
}
