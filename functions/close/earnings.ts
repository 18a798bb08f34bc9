import { assertThat } from '#kernel/errors';
import { allocate } from '#kernel/money/allocate';
import { type Decimal, formatDecimal, rescale } from '#kernel/money/decimal';
import { LEDGER_SCALE, type Units } from '#kernel/money/units';

/** Fraction digits of a line, and of totals of lines: a rate's 10 and a snapshot share's 10 (R16). */
export const LINE_SCALE = 20;

/** What a holder's lines of a period sum to, all types together, exactly. */
export interface HolderTotal {
  readonly holderId: string;
  readonly amount: Decimal;
}

/** What the lines that nobody claims sum to, by track and rights type, exactly (R10). */
export interface UnattributedTotal {
  readonly trackId: string;
  readonly rightsType: string;
  readonly amount: Decimal;
}

export interface EarningTotals {
  readonly holders: readonly HolderTotal[];
  readonly unattributed: readonly UnattributedTotal[];
}

/** The same in ledger units: together exactly what the lines sum to. Nobody of zero units is listed. */
export interface Earnings {
  readonly holders: readonly { readonly holderId: string; readonly units: Units }[];
  readonly unattributed: readonly { readonly trackId: string; readonly rightsType: string; readonly units: Units }[];
  readonly attributedUnits: Units;
  readonly unattributedUnits: Units;
}

/** The participant that stands for everything without an owner; no holder's id begins with `~`. */
const UNATTRIBUTED = '~unattributed';

/**
 * Takes totals from 20 decimals to ledger scale (R16): largest remainder over one set, every holder plus `~unattributed`, ties by
 * id in UTF-8 byte order; then that bucket over (track, type) likewise. Asserts that the totals sum to whole ledger units, as
 * the rates of plays do, and that none is below zero.
 */
export function earningsOf({ holders, unattributed }: EarningTotals): Earnings {
  const bucket = unattributed.map(({ trackId, rightsType, amount }) => ({
    // A tab is in no id, so the order by track then type is the order of the joined text.
    id: `${trackId}\t${rightsType}`,
    weight: digitsOf(amount),
  }));
  const bucketDigits = sum(bucket);
  const participants = holders.map(({ holderId, amount }) => ({ id: holderId, weight: digitsOf(amount) }));
  const set = [...participants, { id: UNATTRIBUTED, weight: bucketDigits }];
  const total = rescale({ digits: sum(set), scale: LINE_SCALE }, LEDGER_SCALE);
  assertThat(
    total !== undefined,
    `The totals sum to ${formatDecimal({ digits: sum(set), scale: LINE_SCALE })}; plays earn whole ledger units`,
  );
  const allotted = allocate({ amount: total.digits, participants: set });
  const unattributedUnits = allotted.at(-1)?.amount ?? 0n;
  const split = allocate({ amount: unattributedUnits, participants: bucket });
  return {
    holders: allotted
      .slice(0, -1)
      .flatMap(({ id, amount }) => (amount === 0n ? [] : [{ holderId: id, units: amount }])),
    unattributed: split.flatMap(({ amount }, index) => {
      const one = unattributed[index];
      return one === undefined || amount === 0n
        ? []
        : [{ trackId: one.trackId, rightsType: one.rightsType, units: amount }];
    }),
    attributedUnits: total.digits - unattributedUnits,
    unattributedUnits,
  };
}

/** Nothing for nobody: a period without a qualified play, or without a positive pool (R13, R18). */
export const NO_EARNINGS: Earnings = { holders: [], unattributed: [], attributedUnits: 0n, unattributedUnits: 0n };

function digitsOf(amount: Decimal): bigint {
  const exact = rescale(amount, LINE_SCALE);
  assertThat(
    exact !== undefined,
    `${formatDecimal(amount)} has more than ${LINE_SCALE} decimals; no total of lines has`,
  );
  assertThat(exact.digits >= 0n, `${formatDecimal(amount)} is below zero; no line is`);
  return exact.digits;
}

function sum(participants: readonly { readonly weight: bigint }[]): bigint {
  return participants.reduce((total, { weight }) => total + weight, 0n);
}
