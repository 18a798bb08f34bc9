import { assertThat } from '#kernel/errors';
import { addDecimals, type Decimal, formatDecimal, parseDecimal, rescale } from '#kernel/money/decimal';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { divideHalfEven } from '#kernel/money/rounding';

const RATIO_DIGITS = 6;

/** `part ÷ whole` as a decimal of six digits, half-even; `0.000000` of nothing. A ratio to look at, never money. */
export function ratioText({ part, whole }: { readonly part: bigint; readonly whole: bigint }): string {
  const digits = whole === 0n ? 0n : divideHalfEven(part * powerOfTen(RATIO_DIGITS), whole);
  return formatDecimal({ digits, scale: RATIO_DIGITS });
}

/** The ratio of two amounts that the lake wrote as decimals of one scale. */
export function amountRatioText({ part, whole }: { readonly part: string; readonly whole: string }): string {
  const [left, right] = [storedDecimal(part), storedDecimal(whole)];
  const scale = Math.max(left.scale, right.scale);
  return ratioText({ part: rescale(left, scale)?.digits ?? 0n, whole: rescale(right, scale)?.digits ?? 0n });
}

/** The exact sum of amounts that the lake wrote as decimals. */
export function sumText(amounts: readonly string[], scale: number): string {
  const sum = amounts.map(storedDecimal).reduce(addDecimals, { digits: 0n, scale });
  return formatDecimal(sum);
}

function storedDecimal(text: string): Decimal {
  const decimal = parseDecimal(text);
  assertThat(decimal !== undefined, `${text} is no decimal`);
  return decimal;
}
