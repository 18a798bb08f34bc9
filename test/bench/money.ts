import { parseDecimal } from '#kernel/money/decimal';
import { multiplyHalfEven } from '#kernel/money/rounding';
import type { BenchResult } from '#test/bench/bench-result';
import { aDecimal } from '#test/support/money';

const COUNT = 2_000_000;

/** Money arithmetic in one thread: commissions (R24), and reading the amounts of a report. */
export async function run(): Promise<BenchResult[]> {
  return [commissions(), parsing()];
}

function commissions(): BenchResult {
  const rate = aDecimal('0.1525');
  const amounts = Array.from({ length: 4096 }, (_, index) => BigInt(index + 1) * 12_345_678_901n);
  const pass = () => {
    let sum = 0n;
    for (let index = 0; index < COUNT; index += 1) {
      const amount = amounts[index & 4095] ?? 0n;
      const commission = multiplyHalfEven(amount, rate);
      sum += amount - commission;
    }
    return sum;
  };
  const value = bestRate(pass);
  return {
    name: 'commission',
    unit: 'calculations/s',
    value,
    goal: 1_000_000,
    note: 'amount × rate, half-even at ledger scale, and the holder’s part; best of 5 passes of 2,000,000, one thread',
  };
}

function parsing(): BenchResult {
  const texts = Array.from({ length: 4096 }, (_, index) =>
    index % 8 === 0 ? `4.${index}E-7` : `${index}.0${index}12345`,
  );
  const pass = () => {
    let sum = 0n;
    for (let index = 0; index < COUNT; index += 1) sum += parseDecimal(texts[index & 4095] ?? '')?.digits ?? 0n;
    return sum;
  };
  const value = bestRate(pass);
  return {
    name: 'parse decimal',
    unit: 'amounts/s',
    value,
    goal: 1_000_000,
    note: 'plain and exponent forms, exact; best of 5 passes of 2,000,000, one thread',
  };
}

function bestRate(pass: () => bigint): number {
  let best = 0;
  let first: bigint | undefined;
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now();
    const sum = pass();
    const milliseconds = performance.now() - start;
    // Checked, so that no compiler may leave the work out.
    if (first !== undefined && sum !== first) throw new Error(`One pass gave ${first}, another ${sum}`);
    first = sum;
    best = Math.max(best, (COUNT * 1000) / milliseconds);
  }
  return best;
}
