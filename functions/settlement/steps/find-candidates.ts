import type { Currency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import { batchNamesOf, type Candidates } from '#settlement/match-line';
import type { DeskPayment } from '#settlement/payment-desk';
import type { StatementLine } from '#settlement/statement';
import type { SettlementAccess } from '#settlement/steps/settlement-access';

/** Looks up what lines may be about, many lines at a time. */
export interface CandidateFinder {
  find(lines: readonly StatementLine[]): Promise<readonly Candidates[]>;
  /** Leaves payments out from here on: another line of the same statement has explained them. */
  forget(paymentIds: readonly string[]): void;
}

/** The open payments of the currency are read once, and only when a line names none of ours. */
export function candidateFinder({ desk }: Pick<SettlementAccess, 'desk'>, currency: Currency): CandidateFinder {
  const explained = new Set<string>();
  const batches = new Map<string, readonly DeskPayment[]>();
  let openPayments: Promise<ReadonlyMap<Units, readonly DeskPayment[]>> | undefined;
  const byAmount = async (units: Units) => {
    openPayments ??= desk.openPayments(currency).then((payments) => Map.groupBy(payments, (payment) => payment.units));
    const found = (await openPayments).get(units) ?? [];
    return found.filter(({ paymentId }) => !explained.has(paymentId));
  };
  const batchOf = async (line: StatementLine): Promise<readonly DeskPayment[]> => {
    for (const name of batchNamesOf(line)) {
      const known = batches.get(name) ?? (await desk.findBatch(name));
      batches.set(name, known);
      if (known.length > 0) return known.filter((payment) => payment.currency === currency);
    }
    return [];
  };
  return {
    async find(lines) {
      const references = lines.flatMap(({ endToEndId }) => (endToEndId === undefined ? [] : [endToEndId]));
      const known = await desk.findByReference([...new Set(references)]);
      const found: Candidates[] = [];
      for (const line of lines) {
        const payment = known.get(line.endToEndId ?? '');
        if (payment !== undefined && payment.currency === currency) found.push({ payment, batch: [], sameAmount: [] });
        else {
          const batch = await batchOf(line);
          const sameAmount = batch.length > 0 || line.side === 'credit' ? [] : await byAmount(line.units);
          found.push({ batch, sameAmount });
        }
      }
      return found;
    },
    forget(paymentIds) {
      for (const paymentId of paymentIds) explained.add(paymentId);
    },
  };
}
