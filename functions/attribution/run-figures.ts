import { assertThat } from '#kernel/errors';
import { addDecimals, compareDecimals, type Decimal, formatDecimal, parseDecimal } from '#kernel/money/decimal';

/** Fraction digits of a line and of every total of lines: a rate's 10 and a snapshot share's 10 (R16). */
export const LINE_SCALE = 20;

/** What a holder's lines sum to, all rights types together; 20 decimals. */
export interface HolderTotal {
  readonly rightsHolderId: string;
  readonly amount: string;
}

/** What the plays of a track earned under a type that nobody claims (R10); 20 decimals. */
export interface UnattributedTotal {
  readonly trackId: string;
  readonly rightsType: string;
  readonly amount: string;
  /** `no-rights`: the bridge never named the track under that type. `not-covered`: not when those plays happened. */
  readonly reason: string;
  readonly plays: number;
}

/** The rate relation of a run, in figures. */
export interface RateTotals {
  /** Plays that earn a rate. */
  readonly plays: number;
  /** Σ over those plays of their rate, 10 decimals. */
  readonly earned: string;
  /** The rate of every play that no other rate names. */
  readonly baseRate: string;
  /** How many rates name a listener or a play. */
  readonly ownRates: number;
  readonly rateMin: string;
  readonly rateMax: string;
}

/** The lines of a run as they stand in the lake, in figures. */
export interface LineFigures {
  readonly lines: number;
  readonly attributed: string;
  /** Groups of lines that do not hold what their rates and shares say. */
  readonly groupsOff: number;
  readonly groupsBelowZero: number;
  /** A sum over hashes of lines: the same in whatever order they stand. */
  readonly hashSum: string;
}

/** All that a run's proof looks at. */
export interface RunFigures {
  readonly rates: RateTotals;
  readonly lines: LineFigures;
  readonly holders: readonly HolderTotal[];
  readonly unattributed: readonly UnattributedTotal[];
}

/** What a period's money came to: the three sum to the pool (R16). */
export interface ProvenTotals {
  readonly attributed: string;
  readonly unattributed: string;
  readonly residual: string;
}

export type ProofOutcome =
  | { readonly kind: 'proven'; readonly totals: ProvenTotals }
  | { readonly kind: 'not-proven'; readonly faults: readonly string[] };

/**
 * Proves a run (R15, R16): what lines hold and what nobody claims is exactly what the plays earned, and with what truncation left
 * it is exactly the pool. The lines are summed as they were written; what plays earned is summed from plays and rates, so
 * neither follows from the other.
 */
export function proveRun(
  { pool, qualifiedPlays }: { readonly pool: string; readonly qualifiedPlays: number },
  { rates, lines, holders, unattributed }: RunFigures,
): ProofOutcome {
  const attributed = decimalOf(lines.attributed);
  const unclaimed = sumOf(unattributed.map(({ amount }) => amount));
  const earned = decimalOf(rates.earned);
  const residual = addDecimals(decimalOf(pool), negated(earned));
  const drift = addDecimals(addDecimals(attributed, unclaimed), negated(earned));
  const faults = [
    ...fault(drift.digits !== 0n, `the lines and what nobody claims differ by ${text(drift)} from what plays earned`),
    ...fault(
      compareDecimals(sumOf(holders.map(({ amount }) => amount)), attributed) !== 0,
      'holder totals are not the lines’ sum',
    ),
    ...fault(lines.groupsOff > 0, `${lines.groupsOff} groups of lines are not rate × snapshot share`),
    ...fault(lines.groupsBelowZero > 0 || rates.rateMin.startsWith('-'), 'a rate is below zero'),
    ...fault(
      rates.plays !== qualifiedPlays,
      `${rates.plays} plays earn, but ${qualifiedPlays} were counted as qualified`,
    ),
    ...fault(decimalOf(pool).digits > 0n && residual.digits < 0n, `plays earned ${text(residual)} more than the pool`),
  ];
  if (faults.length > 0) return { kind: 'not-proven', faults };
  return {
    kind: 'proven',
    totals: { attributed: text(attributed), unattributed: text(unclaimed), residual: text(residual) },
  };
}

/** A decimal text of a total at 20 decimals, exactly. */
export function totalText(amount: string): string {
  return text(decimalOf(amount));
}

function sumOf(amounts: readonly string[]): Decimal {
  return amounts.map(decimalOf).reduce(addDecimals, { digits: 0n, scale: LINE_SCALE });
}

function decimalOf(amount: string): Decimal {
  const parsed = parseDecimal(amount);
  assertThat(parsed !== undefined, `${amount} is no decimal`);
  return parsed;
}

function negated({ digits, scale }: Decimal): Decimal {
  return { digits: -digits, scale };
}

function text(amount: Decimal): string {
  return formatDecimal(addDecimals(amount, { digits: 0n, scale: LINE_SCALE }));
}

function fault(isFault: boolean, what: string): readonly string[] {
  return isFault ? [what] : [];
}
