import type { Condition } from '#reports/mapping-value';
import type { Columns } from '#reports/reading/header';
import { memo } from '#reports/reading/memo';

export type RowPredicate = (cells: readonly string[]) => boolean;

/** Compiles a condition of the mapping: every part must hold. A column that the file lacks reads as empty. */
export function rowPredicate(condition: Condition, columns: Columns): RowPredicate {
  const parts = condition.map((part) => {
    const position = columns.positions.get(part.column) ?? -1;
    const is = part.is === undefined ? undefined : new Set(part.is.map(normal));
    const not = part.not === undefined ? undefined : new Set(part.not.map(normal));
    const matches = part.matches === undefined ? undefined : new RegExp(part.matches, 'iu');
    const decide = memo((cell: string) => {
      const text = normal(cell);
      return (is?.has(text) ?? true) && !(not?.has(text) ?? false) && (matches?.test(cell.trim()) ?? true);
    });
    return (cells: readonly string[]) => decide(cells[position] ?? '');
  });
  return (cells) => parts.every((part) => part(cells));
}

const normal = (text: string) => text.trim().toLowerCase();
