import { stateOf } from '#payouts/payment';
import { requireRun } from '#payouts/steps/change-run';
import { type ClearPaymentsPorts, voided } from '#payouts/steps/clear-payments';
import { severalAtOnce } from '#payouts/steps/several-at-once';

export type ExpireRunPorts = Pick<ClearPaymentsPorts, 'register' | 'clock' | 'ledger'>;

/** Gives back, a page at a time, what an expired run had reserved. Does nothing for a run in any other state. */
export async function expireRun(
  ports: ExpireRunPorts,
  { runId, after, limit }: { readonly runId: string; readonly after?: string | undefined; readonly limit: number },
): Promise<{ readonly nextAfter?: string }> {
  const run = await requireRun(ports.register, runId);
  if (run.state !== 'expired') return {};
  const page = await ports.register.payments(runId, { limit, after });
  const reserved = page.items.filter((record) => stateOf(record) === 'reserved');
  const reason = `${runId} was not approved by ${run.expiresAt ?? run.reservedUntil}`;
  const moves = await severalAtOnce(reserved, (record) => voided(ports, record, { state: 'voided', reason }));
  await ports.register.appendStates(moves.filter((move) => move !== undefined));
  return page.nextAfter === undefined ? {} : { nextAfter: page.nextAfter };
}
