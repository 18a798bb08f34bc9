import { z } from 'zod';
import { type PolicyShift, parseShift, shiftKey } from '#attribution/policy-shift';
import type { LakeDocuments, Recomputations } from '#attribution/ports';
import { findRecomputation, recompute } from '#attribution/steps/recomputations';
import { assertThat } from '#kernel/errors';
import type { DistributionPolicy } from '#kernel/market/distribution-policy';

export interface PolicyShiftPorts {
  readonly documents: LakeDocuments;
  readonly recomputations: Recomputations;
  readonly waitMilliseconds?: number;
}

export type PolicyShiftOutcome =
  | { readonly kind: 'known'; readonly shift: PolicyShift }
  | { readonly kind: 'running' }
  | { readonly kind: 'failed'; readonly detail: string };

interface Asked {
  readonly periodId: string;
  readonly policy: DistributionPolicy;
}

/** How often a simulation that failed is made anew before somebody has to look. */
const TRIES_MAX = 3;
const failedSchema = z.looseObject({ detail: z.string() });

/**
 * What another policy would move of a frozen period: sealed inputs do not change, so it is simulated once, by the first who asks, and kept.
 * Posts nothing.
 */
export async function findPolicyShift(asked: Asked, ports: PolicyShiftPorts): Promise<PolicyShiftOutcome> {
  const known = await keptShift(asked, ports);
  if (known !== undefined) return { kind: 'known', shift: known };
  const simulation = await nextSimulation(asked, ports);
  const found = await recompute(simulation, ports);
  if (found.kind !== 'ended') return { kind: 'running' };
  if (found.document.status === 'failed') return { kind: 'failed', detail: failedSchema.parse(found.document).detail };
  const shift = await keptShift(asked, ports);
  assertThat(shift !== undefined, `${simulation.id} ended and left no ${shiftKey(asked.periodId, asked.policy)}`);
  return { kind: 'known', shift };
}

/** The first simulation of that name that has not failed, or the last of all. Its id names the period: executions share one machine. */
async function nextSimulation({ periodId, policy }: Asked, ports: Pick<PolicyShiftPorts, 'documents'>) {
  for (let attempt = 1; ; attempt += 1) {
    const simulation = { kind: 'simulate', id: `shift-${periodId}-${policy}-${attempt}`, periodId, policy } as const;
    const earlier = attempt === TRIES_MAX ? undefined : await findRecomputation(simulation, ports);
    if (earlier?.kind !== 'ended' || earlier.document.status !== 'failed') return simulation;
  }
}

/** The shifts of those of some periods that were simulated before, in their order. */
export async function knownShifts(
  periods: readonly Asked[],
  ports: Pick<PolicyShiftPorts, 'documents'>,
): Promise<readonly PolicyShift[]> {
  const found = await Promise.all(periods.map((asked) => keptShift(asked, ports)));
  return found.filter((shift) => shift !== undefined);
}

async function keptShift({ periodId, policy }: Asked, { documents }: Pick<PolicyShiftPorts, 'documents'>) {
  const text = await documents.get(shiftKey(periodId, policy));
  return text === undefined ? undefined : parseShift(text);
}
