import type { TableRow } from '#test/support/lake-rows';
import type { SqlCase } from '#test/support/trino/sql-case';

interface Answer {
  readonly names: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** What cases made for the cases after them, so that a chain of queries runs as a close runs it. */
export function filledWorlds() {
  const filled = new Map<string, Map<string, readonly TableRow[]>>();
  return {
    /** The case's own rows, and those that its worlds were filled with. */
    tablesOf({ tables, worlds = [] }: SqlCase): SqlCase['tables'] {
      const all = new Map(Object.entries(tables));
      for (const world of worlds)
        for (const [table, rows] of filled.get(world) ?? []) all.set(table, [...(all.get(table) ?? []), ...rows]);
      return Object.fromEntries(all);
    },
    fill({ worlds = [], fills }: SqlCase, { names, rows }: Answer): void {
      const world = worlds.at(-1);
      if (fills === undefined || world === undefined) return;
      const made = rows.map((row) => ({
        ...fills.partition,
        ...Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])),
      }));
      const tables = filled.get(world) ?? new Map<string, readonly TableRow[]>();
      tables.set(fills.table, [...(tables.get(fills.table) ?? []), ...made]);
      filled.set(world, tables);
    },
  };
}
