import { assertThat } from '#kernel/errors';

/** Values of named places; a list takes one place for each of its values. */
export type NamedValues = Readonly<Record<string, string | number | readonly string[]>>;

const PLACE = /\?(?:\/\*(\w+)\*\/)?/g;

/**
 * Binds the places `?/*name*\/` of a query to values, in the order in which they stand: as many `?` as a list has values, so
 * that `run in (?/*runs*\/)` names every run and a text with one value needs no change at all. Values travel as execution
 * parameters. Asserts that every place has a name with a value, every value a place, and no list is empty.
 */
export function bindValues(
  sql: string,
  values: NamedValues,
): { readonly sql: string; readonly parameters: readonly string[] } {
  const parameters: string[] = [];
  const used = new Set<string>();
  const bound = sql.replace(PLACE, (_place, name: string | undefined) => {
    assertThat(name !== undefined, 'Every ? of a bound query has a name; ?/*run*/ would be right');
    const value = values[name];
    assertThat(value !== undefined, `?/*${name}*/ has no value; there are ${Object.keys(values).join(', ')}`);
    const texts = Array.isArray(value) ? value.map(String) : [String(value)];
    assertThat(texts.length > 0, `?/*${name}*/ has an empty list; one value that matches nothing would be right`);
    parameters.push(...texts);
    used.add(name);
    return texts.map(() => `?/*${name}*/`).join(', ');
  });
  const unused = Object.keys(values).filter((name) => !used.has(name));
  assertThat(unused.length === 0, `The query has no place for ${unused.join(', ')}`);
  return { sql: bound, parameters };
}
