import { createHash } from 'node:crypto';
import type { Units } from '#kernel/money/units';
import type { Statement, StatementLine } from '#settlement/statement';

/** What a reader says of a statement; the builder adds what follows from its lines. */
export type StatementHead = Omit<Statement, 'credits' | 'debits' | 'lines' | 'contentHash'>;

export interface StatementBuilder {
  /** Counts one booking and numbers its lines, whose signed amounts add up to it. */
  readonly add: (
    booking: Pick<StatementLine, 'side' | 'units'>,
    lines: readonly Omit<StatementLine, 'ordinal'>[],
  ) => readonly StatementLine[];
  readonly finish: (head: StatementHead) => Statement;
}

/** Counts and digests the lines of one statement as they pass by. */
export function statementBuilder(): StatementBuilder {
  const totals = { credit: { count: 0, units: 0n as Units }, debit: { count: 0, units: 0n as Units } };
  const digest = createHash('sha256');
  let lines = 0;
  return {
    add({ side, units }, found) {
      totals[side].count += 1;
      totals[side].units += units;
      return found.map((part) => {
        lines += 1;
        const line = { ordinal: lines, ...part };
        digest.update(`${lineText(line)}\n`);
        return line;
      });
    },
    finish(head) {
      const { statementId, accountAtBank, currency, opening, closing } = head;
      digest.update(JSON.stringify([statementId, accountAtBank, currency]));
      digest.update(JSON.stringify([opening, closing].map((balance) => [`${balance?.units}`, balance?.on])));
      return { ...head, credits: totals.credit, debits: totals.debit, lines, contentHash: digest.digest('hex') };
    },
  };
}

/** What a line says, without the place where it stands. */
function lineText({ sourceLine: _place, ...line }: StatementLine): string {
  const fields = Object.entries({ ...line, units: line.units.toString() }).filter(([, value]) => value !== undefined);
  return JSON.stringify(fields.sort(([left], [right]) => (left < right ? -1 : 1)));
}
