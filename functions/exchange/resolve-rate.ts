import { type RateBook, rateName, type StoredRate } from '#exchange/rate-book';
import { assertThat } from '#kernel/errors';
import type { Currency } from '#kernel/money/currency';
import { type Decimal, parseDecimal } from '#kernel/money/decimal';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { divideHalfEven } from '#kernel/money/rounding';
import { instantOf, parseInstant } from '#kernel/time/clock';
import type { RateAnswer, RateQuestion } from '#ledger/exchange-ports';

const DAY_MILLISECONDS = 86_400_000;
/** Fraction digits of a rate that was divided or multiplied out of others, half-even. */
const DERIVED_SCALE = 18;

interface Found {
  readonly rate: Decimal;
  readonly date: string;
  readonly source: string;
}

/**
 * The rate that the question's policy admits, or an answer that names pair and day: the pair's own rate first, then its inverse,
 * then the two rates over the policy's currency, each at most as old as the policy says (R26).
 */
export async function resolveRate(
  book: Pick<RateBook, 'latest'>,
  { base, quote, date, policy }: RateQuestion,
): Promise<RateAnswer> {
  const { crossVia } = policy;
  const direct = await pairRate(base, quote);
  if (direct !== undefined) return { kind: 'rate', ...direct };
  if (crossVia !== undefined && crossVia !== base && crossVia !== quote) {
    const [first, second] = [await pairRate(base, crossVia), await pairRate(crossVia, quote)];
    if (first !== undefined && second !== undefined) return { kind: 'rate', ...crossed(first, second) };
  }
  const { maxAgeDays, isInverseAllowed } = policy;
  const admitted = [
    maxAgeDays === 0 ? 'no other day’s' : `at most ${maxAgeDays} days old`,
    isInverseAllowed ? 'also the inverse' : 'no inverse',
    crossVia === undefined ? 'no cross rate' : `also over ${crossVia}`,
  ];
  const reason = `There is no rate ${rateName({ base, quote, date })} (${admitted.join(', ')}); drop it under fx/`;
  return { kind: 'rate-missing', reason };

  async function pairRate(from: Currency, to: Currency): Promise<Found | undefined> {
    const own = await recentRate(from, to);
    if (own !== undefined) return { rate: decimalOf(own), date: own.date, source: sourceOf(own) };
    const opposite = policy.isInverseAllowed ? await recentRate(to, from) : undefined;
    if (opposite === undefined) return undefined;
    return { rate: inverse(decimalOf(opposite)), date: opposite.date, source: `inverse of ${sourceOf(opposite)}` };
  }

  async function recentRate(from: Currency, to: Currency): Promise<StoredRate | undefined> {
    const stored = await book.latest({ base: from, quote: to, date });
    return stored !== undefined && stored.date >= daysBefore(date, policy.maxAgeDays) ? stored : undefined;
  }
}

function crossed(first: Found, second: Found): Found {
  const digits = first.rate.digits * second.rate.digits;
  const scale = first.rate.scale + second.rate.scale;
  const rate =
    scale <= DERIVED_SCALE
      ? { digits, scale }
      : { digits: divideHalfEven(digits, powerOfTen(scale - DERIVED_SCALE)), scale: DERIVED_SCALE };
  const [date = first.date] = [first.date, second.date].toSorted();
  return { rate, date, source: `${first.source} × ${second.source}` };
}

function inverse({ digits, scale }: Decimal): Decimal {
  return { digits: divideHalfEven(powerOfTen(scale + DERIVED_SCALE), digits), scale: DERIVED_SCALE };
}

function decimalOf(stored: StoredRate): Decimal {
  const decimal = parseDecimal(stored.rate);
  assertThat(
    decimal !== undefined && decimal.digits > 0n,
    `${rateName(stored)} is ${stored.rate}; a rate is above zero`,
  );
  return decimal;
}

function sourceOf(stored: StoredRate): string {
  return `${rateName(stored)}, version ${stored.version}, ${stored.dropId}`;
}

function daysBefore(date: string, days: number): string {
  const start = parseInstant(date);
  assertThat(start !== undefined, `${date} is no day`);
  return instantOf(Date.parse(start) - days * DAY_MILLISECONDS).slice(0, 10);
}
