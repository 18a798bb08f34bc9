import type { Decimal } from '#kernel/money/decimal';
import { powerOfTen } from '#kernel/money/power-of-ten';

/** `dividend ÷ divisor` rounded toward −∞ (R23). Throws a RangeError when the divisor is zero. */
export function divideFloor(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const isExact = quotient * divisor === dividend;
  return isExact || dividend < 0n === divisor < 0n ? quotient : quotient - 1n;
}

/** `dividend ÷ divisor` rounded to the nearest integer, a tie to the even one (R13, R24). Throws a RangeError on zero. */
export function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const remainder = dividend - quotient * divisor;
  if (remainder === 0n) return quotient;
  const twice = (remainder < 0n ? -remainder : remainder) * 2n;
  const whole = divisor < 0n ? -divisor : divisor;
  if (twice < whole || (twice === whole && quotient % 2n === 0n)) return quotient;
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

/** `dividend ÷ divisor` without its fraction: rounded toward zero (R14). Throws a RangeError when the divisor is zero. */
export function truncate(dividend: bigint, divisor: bigint): bigint {
  return dividend / divisor;
}

/** `units × factor`, half-even, in the units given: a commission (R24), an exchange (R26), a share of revenue (R13). */
export function multiplyHalfEven(units: bigint, factor: Decimal): bigint {
  return divideHalfEven(units * factor.digits, powerOfTen(factor.scale));
}
