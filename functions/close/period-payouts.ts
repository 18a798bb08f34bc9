import { storedUnits } from '#close/amount';
import type { PeriodPayout } from '#close/period';
import { formatUnits } from '#kernel/money/units';

/** One line for each run and currency, in the order of the runs' ids. */
export function payoutsByRun(parts: readonly PeriodPayout[]): readonly PeriodPayout[] {
  const sums = new Map<string, PeriodPayout>();
  for (const part of parts) {
    const key = `${part.payoutRunId} ${part.currency}`;
    const known = sums.get(key);
    const amount =
      known === undefined ? part.amount : formatUnits(storedUnits(known.amount) + storedUnits(part.amount));
    sums.set(key, { ...part, amount, payments: (known?.payments ?? 0) + part.payments });
  }
  return [...sums.values()];
}
