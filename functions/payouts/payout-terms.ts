import { z } from 'zod';
import { assertThat } from '#kernel/errors';
import type { Currency } from '#kernel/money/currency';
import { parseUnits, type Units } from '#kernel/money/units';
import type { Debtor } from '#payouts/payment-batch';
import shipped from './payout-terms.json' with { type: 'json' };

const days = z.int().min(1).max(90);
const debtor = z.strictObject({
  name: z.string().min(1).max(70),
  iban: z.string().exactOptional(),
  bic: z.string().exactOptional(),
  account: z.string().exactOptional(),
  routing: z.string().exactOptional(),
  companyId: z.string().exactOptional(),
});

/** How the platform pays: who may say so, until when, and out of which account. */
const terms = z
  .strictObject({
    /** ISO 3166 alpha-2: whose tax law the platform withholds by. */
    payerCountry: z.string(),
    /** Days that a run waits for its approvers; its state machine reminds them daily. */
    approvalDays: days,
    /** Days until reservations end by themselves, should nothing of a run go on; longer than approval takes. */
    reservationDays: days,
    /** Total of a run, per currency and in its major units, above which two people approve. */
    secondApproverAbove: z.record(z.string(), z.string()),
    debtors: z.record(z.string(), debtor),
  })
  .refine(
    ({ approvalDays, reservationDays }) => reservationDays > approvalDays + 1,
    'Reservations must outlast approval',
  )
  .parse(shipped);

export const { payerCountry, approvalDays, reservationDays } = terms;

/** The total of a run in one currency, in ledger units, above which a second approver is needed. */
export function secondApproverAbove(currency: Currency): Units {
  const limit = parseUnits(terms.secondApproverAbove[currency] ?? terms.secondApproverAbove['default'] ?? '');
  assertThat(limit !== undefined, `payout-terms.json names no limit for ${currency}`);
  return limit;
}

/** The platform's own account for payments in a currency. */
export function debtorFor(currency: Currency): Debtor {
  const found = terms.debtors[currency] ?? terms.debtors['default'];
  assertThat(found !== undefined, `payout-terms.json names no debtor for ${currency}`);
  return found;
}
