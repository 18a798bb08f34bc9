import type { Footer } from '#reports/mapping-layout';
import type { RawRecord } from '#reports/reading/raw-record';

/** A control total as the file states it. */
export interface StatedTotal {
  readonly footer: Footer;
  readonly text: string;
  readonly line: number;
}

/** Recognises footer rows by their label; a footer is never data. */
export function createFooterReader(footers: readonly Footer[]): {
  accept(record: RawRecord): boolean;
  totals(): readonly StatedTotal[];
} {
  const totals: StatedTotal[] = [];
  const byCell = new Map<number, Map<string, Footer[]>>();
  for (const footer of footers) {
    const position = footer.labelCell - 1;
    const labels = byCell.get(position) ?? new Map<string, Footer[]>();
    byCell.set(position, labels.set(footer.label, [...(labels.get(footer.label) ?? []), footer]));
  }
  const places = [...byCell];
  return {
    accept(record) {
      for (const [position, labels] of places) {
        const found = labels.get(record.cells[position]?.trim() ?? '');
        if (found === undefined) continue;
        for (const footer of found) {
          totals.push({ footer, text: (record.cells[footer.valueCell - 1] ?? '').trim(), line: record.line });
        }
        return true;
      }
      return false;
    },
    totals: () => totals,
  };
}
