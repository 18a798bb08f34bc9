import type { Instant } from '#kernel/time/clock';
import type { ReserveRequest } from '#ledger/ports';
import { aDraft, anAccount, aPosting } from '#test/support/ledger/builders';
import { units } from '#test/support/money';

export const H1 = anAccount('payable:holder:H1:USD');
export const EXPIRY = '2025-05-08T00:00:00.000Z' as Instant;
export const BY = { actor: { subject: 'ana' }, reason: 'because' };

/** A reservation on H1’s balance that shows only what matters; it expires a week after it was made. */
export function aReservation(id: string, amount: string, rest: Partial<ReserveRequest> = {}): ReserveRequest {
  const { effectiveAt, source, correlationId, actor } = aDraft(id, []);
  return {
    id,
    account: H1,
    units: units(amount),
    expiresAt: EXPIRY,
    effectiveAt,
    source,
    correlationId,
    actor,
    ...rest,
  };
}

/** A payout of H1’s balance. */
export function aPayout(id: string, amount: string) {
  return aDraft(id, [aPosting(H1, 'bank:USD', amount)], { kind: 'payout' });
}
