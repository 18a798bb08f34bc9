import { headerName } from '#reports/mapping-gaps';
import type { HeaderCell, TableLayout } from '#reports/mapping-layout';

/** Where the columns of a table are, by the name that the mapping uses. */
export interface Columns {
  readonly positions: ReadonlyMap<string, number>;
  /** Header cells as the file writes them; position by position. */
  readonly names: readonly string[];
  /** Cells that a complete row has. */
  readonly width: number;
}

export type HeaderMatch =
  | { readonly kind: 'match'; readonly columns: Columns }
  | {
      readonly kind: 'drift';
      readonly missing: readonly string[];
      readonly unknown: readonly string[];
      readonly found: number;
    };

const normal = (text: string) => text.normalize('NFC').replace(/[’ʼ]/g, "'").replace(/\s+/g, ' ').trim().toLowerCase();

/** Compares a record with the layout's header set: without order, case and surrounding space; empty cells at the end do not count. */
export function matchHeader(layout: TableLayout, cells: readonly string[]): HeaderMatch {
  const positions = new Map<string, number>();
  const texts = cells.map(normal);
  const claim = (cell: HeaderCell) => {
    const position = positionOf(cell, texts, cells);
    if (position !== -1) positions.set(headerName(cell), position);
    return position !== -1;
  };
  const missing = layout.columns.required.filter((cell) => !claim(cell)).map(headerName);
  for (const cell of layout.columns.optional) claim(cell);
  const claimed = new Set(positions.values());
  const unknown = cells.map((cell) => cell.trim()).filter((cell, position) => cell !== '' && !claimed.has(position));
  const hasDrifted = missing.length > 0 || (unknown.length > 0 && layout.columns.others === 'drift');
  if (hasDrifted) return { kind: 'drift', missing, unknown, found: positions.size };
  return { kind: 'match', columns: { positions, names: cells.map((cell) => cell.trim()), width: cells.length } };
}

/** Columns of a layout without a header row: the names in order. */
export function columnsByPosition(names: readonly string[]): Columns {
  return { positions: new Map(names.map((name, position) => [name, position])), names, width: names.length };
}

function positionOf(cell: HeaderCell, texts: readonly string[], cells: readonly string[]): number {
  if (typeof cell === 'string') return texts.indexOf(normal(cell));
  const pattern = new RegExp(cell.matching, 'iu');
  return cells.findIndex((text) => pattern.test(text.trim()));
}
