import { z } from 'zod';
import { canonicalJson } from '#kernel/canonical-json';
import { assertThat, RoyaltyError } from '#kernel/errors';
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  formatDecimal,
  parseDecimal,
  rescale,
} from '#kernel/money/decimal';
import { LEDGER_SCALE } from '#kernel/money/units';
import { compareUtf8 } from '#kernel/utf8-order';

export const CORRECTION_KINDS = ['late', 'recovered'] as const;
export type CorrectionKind = (typeof CORRECTION_KINDS)[number];

const count = z.number().int().min(0);
const row = z.strictObject({
  source_period_id: z.string(),
  kind: z.enum(CORRECTION_KINDS),
  /** Empty for what nobody claims; then track and type are named, and only then. */
  rights_holder_id: z.string(),
  track_id: z.string(),
  rights_type: z.string(),
  lines: count,
  /** 20 decimals: above zero for late plays, below for recovered ones. */
  amount: z.string(),
});
const source = z.strictObject({
  source_period_id: z.string(),
  kind: z.enum(CORRECTION_KINDS),
  plays: count,
  /** What the plays were worth together at ledger scale; above zero for late plays, below for recovered ones. */
  amount: z.string(),
});
const documentSchema = z.strictObject({
  period_id: z.string(),
  run: z.string(),
  /** SHA-256 of what the lines were written from. */
  inputs_hash: z.string(),
  sources: z.array(source),
  totals: z.array(row),
});

/** What a period takes from frozen periods before it, in totals (R29). */
export type Corrections = z.output<typeof documentSchema>;
export type CorrectionTotal = z.output<typeof row>;
export type CorrectionSource = z.output<typeof source>;

/** What `correction-totals.sql` answers. */
export interface CorrectionRows {
  readonly earned: readonly CorrectionTotal[];
  /** By period and kind: distinct plays, and the sum of their rates. */
  readonly plays: readonly {
    readonly source: string;
    readonly kind: CorrectionKind;
    readonly plays: number;
    readonly rates: string;
  }[];
}

/** The lines of late or recovered plays do not come to their plays' rates, to the last digit. */
export class CorrectionsNotProven extends RoyaltyError {
  override readonly name = 'CorrectionsNotProven';
}

/**
 * The sources of a taking period's corrections, proven: per frozen period and kind the lines are the rates of their plays, exactly.
 * Throws `CorrectionsNotProven`.
 */
export function correctionSources({ earned, plays }: CorrectionRows): readonly CorrectionSource[] {
  return plays
    .map(({ source: from, kind, plays: found, rates }) => {
      const lines = earned.filter((total) => total.source_period_id === from && total.kind === kind);
      const amount = sumOf(lines.map((line) => line.amount));
      const expected = kind === 'late' ? decimalOf(rates) : negated(decimalOf(rates));
      const units = rescale(amount, LEDGER_SCALE);
      if (units === undefined || compareDecimals(amount, expected) !== 0)
        throw new CorrectionsNotProven(
          `The ${kind} plays of ${from} come to ${formatDecimal(amount)}, their rates to ${formatDecimal(expected)}; weights and shares in force at each play sum to 1 (R8, R9)`,
        );
      return { source_period_id: from, kind, plays: found, amount: formatDecimal(units) };
    })
    .toSorted(
      (left, right) => compareUtf8(left.source_period_id, right.source_period_id) || compareUtf8(left.kind, right.kind),
    );
}

/** What corrections do to the pool that takes them: late plays lower it, recovered ones raise it (R13); ledger scale. */
export function adjustmentsOf(sources: readonly Pick<CorrectionSource, 'amount'>[]): string {
  const moved = negated(sumOf(sources.map(({ amount }) => amount)));
  const units = rescale(moved, LEDGER_SCALE);
  assertThat(units !== undefined, `Corrections of ${formatDecimal(moved)} are no whole ledger units`);
  return formatDecimal(units);
}

/** The one text of a period's corrections; its SHA-256 is in the input manifest. */
export function correctionsText(corrections: Corrections): string {
  const totals = corrections.totals.toSorted(
    (left, right) =>
      compareUtf8(left.source_period_id, right.source_period_id) ||
      compareUtf8(left.kind, right.kind) ||
      compareUtf8(left.rights_holder_id, right.rights_holder_id) ||
      compareUtf8(left.track_id, right.track_id) ||
      compareUtf8(left.rights_type, right.rights_type),
  );
  return canonicalJson({ ...corrections, totals });
}

/** Reads what `correctionsText` wrote; throws when it is not that. */
export function parseCorrections(text: string): Corrections {
  return documentSchema.parse(JSON.parse(text));
}

/** Where the totals of a period's corrections stand in the lake: the hash is the name. */
export function correctionsKey(periodId: string, hash: string): string {
  return `correction_totals/period_id=${periodId}/${hash}.json`;
}

/** Corrections have runs of their own: a proof that fails drops the lines of a run, and never what it took. */
export function correctionRun(attempt: number | string): string {
  return `c${attempt}`;
}

function sumOf(amounts: readonly string[]): Decimal {
  return amounts.map(decimalOf).reduce(addDecimals, { digits: 0n, scale: LEDGER_SCALE });
}

function decimalOf(amount: string): Decimal {
  const parsed = parseDecimal(amount);
  assertThat(parsed !== undefined, `${amount} is no decimal`);
  return parsed;
}

function negated({ digits, scale }: Decimal): Decimal {
  return { digits: -digits, scale };
}
