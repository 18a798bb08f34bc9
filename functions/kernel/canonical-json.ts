import { assertThat } from '#kernel/errors';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The one JSON text of a value: keys sorted by UTF-16 unit, no spaces, absent members left out. Numbers must be safe
 * integers, so that no two writers print one number in two ways; amounts are strings long before they come here.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number') {
    assertThat(Number.isSafeInteger(value), `${value} has no canonical form; only safe integers do`);
    return String(value);
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
