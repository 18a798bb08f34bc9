import type { Currency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import type { PaymentBatch, PaymentInstruction } from '#payouts/payment-batch';

export function aPayment(over: Partial<PaymentInstruction> = {}): PaymentInstruction {
  return {
    paymentId: 'p_1',
    endToEndId: 'E2E-1',
    holderId: 'H1',
    name: 'Søren Ångström & Söhne',
    country: 'DE',
    units: 123_400_000_000n as Units,
    destination: { method: 'sepa', iban: 'DE89370400440532013000', bic: 'COBADEFFXXX' },
    remittanceText: 'Royalties 2025-04',
    ...over,
  };
}

export function aBatch(over: Partial<PaymentBatch> = {}): PaymentBatch {
  return {
    batchId: 'PB-1',
    runId: 'PR-1',
    rail: 'sepa',
    currency: 'EUR' as Currency,
    createdAt: '2025-05-06T09:30:00.000Z' as Instant,
    executionDate: '2025-05-07',
    debtor: { name: 'Pennywhistle Royalties', iban: 'GR1601101050000010547023795', bic: 'ETHNGRAA' },
    payments: [aPayment()],
    ...over,
  };
}

/** A batch of US credits, with the accounts of E18. */
export function anAchBatch(over: Partial<PaymentBatch> = {}): PaymentBatch {
  const destination = { method: 'ach' as const, routing: '231380104', account: '987654321' };
  return aBatch({
    rail: 'ach',
    currency: 'USD' as Currency,
    debtor: { name: 'My Bank Name', routing: '121042882', companyId: '231380104' },
    payments: [aPayment({ units: 10_000_000_000_000_000n as Units, destination })],
    ...over,
  });
}
