import type { ReportRow } from '#reports/report-row';

/** What many rows of a report have in common. */
export type RowContext = Pick<
  ReportRow,
  | 'sheet'
  | 'currency'
  | 'payable'
  | 'filter'
  | 'units'
  | 'store'
  | 'territory'
  | 'salePeriod'
  | 'transactionKind'
  | 'separator'
>;

interface Stretch {
  readonly first: RowContext;
  /** Codes by store, then territory, then units. */
  readonly codes: Map<string, Map<string, Map<string, number>>>;
}

/**
 * Gives every distinct context a code. What seldom changes from row to row is compared with the row before; the rest is
 * looked up value by value, since making one key of all of them costs most.
 */
export class ContextCodes {
  readonly #stretches = new Map<string, Stretch>();
  readonly #onNew: (code: number, context: RowContext) => void;
  #current: Stretch | undefined;
  readonly #first: number;
  #next: number;

  get count(): number {
    return this.#next - this.#first;
  }

  get nextCode(): number {
    return this.#next;
  }

  /** Codes go up from `first`; `onNew` hears of each context once, before its code is answered. */
  constructor(first: number, onNew: (code: number, context: RowContext) => void) {
    this.#first = first;
    this.#next = first;
    this.#onNew = onNew;
  }

  codeOf(row: RowContext): number {
    const { codes } = this.#stretchOf(row);
    const byUnits = childOf(childOf(codes, row.store), row.territory);
    const known = byUnits.get(row.units);
    if (known !== undefined) return known;
    const code = this.#next;
    this.#next += 1;
    byUnits.set(row.units, code);
    this.#onNew(code, row);
    return code;
  }

  #stretchOf(row: RowContext): Stretch {
    if (this.#current !== undefined && isSameStretch(this.#current.first, row)) return this.#current;
    const { sheet, currency, payable, filter, salePeriod, transactionKind, separator } = row;
    const key = JSON.stringify([sheet, currency, payable, filter, salePeriod, transactionKind, separator]);
    const stretch = this.#stretches.get(key) ?? { first: row, codes: new Map() };
    this.#stretches.set(key, stretch);
    this.#current = stretch;
    return stretch;
  }
}

function isSameStretch(left: RowContext, right: RowContext): boolean {
  return (
    left.salePeriod === right.salePeriod &&
    left.currency === right.currency &&
    left.payable === right.payable &&
    left.filter === right.filter &&
    left.transactionKind === right.transactionKind &&
    left.sheet === right.sheet &&
    left.separator === right.separator
  );
}

/** The map under `key`, made when there is none. */
function childOf<Value>(parent: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
  const known = parent.get(key);
  if (known !== undefined) return known;
  const made = new Map<string, Value>();
  parent.set(key, made);
  return made;
}
