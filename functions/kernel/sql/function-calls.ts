import { assertThat } from '#kernel/errors';

/**
 * Replaces every call of `name` in SQL by what `textOf` makes of its arguments. Asserts the number of arguments, and that none holds
 * a `?`, a comment or another such call, since an argument may be repeated: name it in a CTE instead.
 */
export function replaceCalls(
  sql: string,
  { name, places }: { readonly name: string; readonly places: number },
  textOf: (...items: readonly string[]) => string,
): string {
  const again = new RegExp(String.raw`\?|\b${name}\b|--|/\*`, 'i');
  let replaced = '';
  let end = 0;
  for (const match of sql.matchAll(new RegExp(String.raw`\b${name}\s*\(`, 'gi'))) {
    if (isComment(sql, match.index)) continue;
    const call = readCall(sql, match.index + match[0].length, name);
    assertThat(
      call.items.length === places && !call.items.some((item) => item === '' || again.test(item)),
      `${name}(${call.items.join(', ')}) cannot be expanded; ${places} plain arguments without ? or ${name} would be right`,
    );
    replaced += sql.slice(end, match.index) + textOf(...call.items);
    end = call.end;
  }
  return replaced + sql.slice(end);
}

function isComment(sql: string, index: number): boolean {
  return sql.slice(sql.lastIndexOf('\n', index - 1) + 1, index).includes('--');
}

/** The arguments from just after the opening bracket, cut at commas that no inner bracket holds. */
function readCall(
  sql: string,
  start: number,
  name: string,
): { readonly items: readonly string[]; readonly end: number } {
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
  throw new Error(`${name}( has no closing bracket`);
}
