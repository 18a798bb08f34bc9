import { bindValues, type NamedValues } from '#kernel/sql/bind-values';
import type { SqlCase } from '#test/support/trino/sql-case';

/** A case whose text names its places, bound to values as the adapters bind them. */
export function aBoundCase({
  sql,
  values,
  ...rest
}: Omit<SqlCase, 'bound' | 'parameters'> & { readonly values: NamedValues }): SqlCase {
  const bound = bindValues(sql, values);
  return { ...rest, sql, bound: bound.sql, parameters: bound.parameters };
}
