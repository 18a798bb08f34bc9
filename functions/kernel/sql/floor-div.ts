import { replaceCalls } from '#kernel/sql/function-calls';

/**
 * Replaces every `floor_div(a, b)` by Trino's own arithmetic: the one division of SQL (R12), exact on integer
 * decimal(38, 0), toward minus infinity, an error when `b` is zero. `a - a % b` divides evenly, so Trino's rounding
 * quotient of decimals has nothing to round. The marks let the local Athena find the call again
 * (docs/adr/floor-div-is-expanded-for-athena.md).
 */
export function expandFloorDiv(sql: string): string {
  return replaceCalls(sql, { name: 'floor_div', places: 2 }, (dividend = '', divisor = '') => {
    const a = `cast(${dividend} as decimal(38, 0))`;
    const b = `cast(${divisor} as decimal(38, 0))`;
    const isBelow = `${a} % ${b} <> 0 and (${a} < 0) <> (${b} < 0)`;
    return `/*floor_div*/((${a} - ${a} % ${b}) / ${b} - case when ${isBelow} then 1 else 0 end)/*end*/`;
  });
}
