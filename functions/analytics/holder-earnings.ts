import { assertThat } from '#kernel/errors';
import { addDecimals, type Decimal, parseDecimal } from '#kernel/money/decimal';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { divideHalfEven } from '#kernel/money/rounding';
import { formatUnits, LEDGER_SCALE } from '#kernel/money/units';
import { compareUtf8 } from '#kernel/utf8-order';
import type { EarningsGrouping } from '#reports/ports';

/** What one country-period brought a holder, by track where that was asked; 20 fraction digits. */
export interface PeriodEarning {
  readonly country: string;
  /** `YYYY-MM`. */
  readonly month: string;
  readonly currency: string;
  /** Empty unless the question was by track. */
  readonly trackId: string;
  readonly lines: number;
  readonly amount: string;
}

/** One group of a holder's earnings from plays; amounts at ledger scale. */
export interface EarningsGroup {
  readonly group: string;
  readonly currency: string;
  readonly amount: string;
  readonly lines: number;
}

/** Under which name plays stand where reports name a provider or a store. */
const PLAYS = 'plays';

/**
 * Earnings of country-periods by group and currency: the month, the country as territory, or the track; our own service is one provider and
 * one store, `plays`. Lines are added exactly and rounded once, half-even, to ledger scale: what was posted per period may differ by
 * a unit, since R16 rounds all holders of a period together.
 */
export function groupedEarnings(
  earnings: readonly PeriodEarning[],
  groupBy: EarningsGrouping,
): readonly EarningsGroup[] {
  const groups = new Map<string, { group: string; currency: string; lines: number; sum: Decimal }>();
  for (const earning of earnings) {
    const { currency, lines, amount } = earning;
    const group = groupOf(earning, groupBy);
    const key = `${group}\t${currency}`;
    const before = groups.get(key) ?? { group, currency, lines: 0, sum: { digits: 0n, scale: LEDGER_SCALE } };
    groups.set(key, { ...before, lines: before.lines + lines, sum: addDecimals(before.sum, decimalOf(amount)) });
  }
  return [...groups.values()]
    .map(({ sum, ...group }) => ({ ...group, amount: atLedgerScale(sum) }))
    .toSorted((left, right) => compareUtf8(left.group, right.group) || compareUtf8(left.currency, right.currency));
}

function groupOf({ month, country, trackId }: PeriodEarning, groupBy: EarningsGrouping): string {
  switch (groupBy) {
    case 'period':
      return month;
    case 'territory':
      return country;
    case 'track':
      return trackId;
    case 'provider':
    case 'store':
      return PLAYS;
  }
}

function atLedgerScale({ digits, scale }: Decimal): string {
  return formatUnits(divideHalfEven(digits, powerOfTen(scale - LEDGER_SCALE)));
}

function decimalOf(text: string): Decimal {
  const decimal = parseDecimal(text);
  assertThat(decimal !== undefined, `${text} is no decimal; lines carry 20 decimals`);
  return decimal;
}
