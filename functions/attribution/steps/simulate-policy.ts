import type { CompletedSimulation } from '#attribution/api';
import { changeOf, holderChanges, longTailOf, payoutOf, topOnePercentShare } from '#attribution/policy-effect';
import { movedOf } from '#attribution/policy-shift';
import type { SealedInputs } from '#attribution/sealed-inputs';
import type { AttributePorts } from '#attribution/steps/attribute';
import { requireFrozenManifest } from '#attribution/steps/frozen-manifest';
import type { DistributionPolicy } from '#kernel/market/distribution-policy';
import { formatUnits, parseUnits } from '#kernel/money/units';

/**
 * What a policy would pay over the sealed inputs of a frozen period, against what the period's own policy pays (R19). Writes rates under a
 * run of its own, no line, posts nothing, and drops the run again. Throws `PeriodNotFrozen`.
 */
export async function simulatePolicy(
  { periodId, id, policy }: { readonly periodId: string; readonly id: string; readonly policy: DistributionPolicy },
  ports: AttributePorts,
): Promise<CompletedSimulation> {
  const { manifest } = await requireFrozenManifest(periodId, ports);
  const { inputs } = manifest;
  const before = await payoutUnder(inputs, `simulate-${id}-own`, ports);
  const after = policy === inputs.policy ? before : await payoutUnder({ ...inputs, policy }, `simulate-${id}`, ports);
  const pool = formatUnits(parseUnits(inputs.pool) ?? 0n);
  const changes = {
    holders: holderChanges(before, after),
    unattributed: changeOf(before.unattributed, after.unattributed),
    residual: changeOf(before.residual, after.residual),
  };
  return {
    status: 'completed',
    simulation_id: id,
    period_id: periodId,
    policy,
    compared_with: inputs.policy,
    currency: inputs.currency,
    pool,
    ...changes,
    ...movedOf({ pool, ...changes }),
    top_1_percent_share: topOnePercentShare(after),
    top_1_percent_share_before: topOnePercentShare(before),
    long_tail: longTailOf(before, after),
  };
}

async function payoutUnder(inputs: SealedInputs, run: string, { lake }: AttributePorts) {
  const of = { inputs, run };
  await lake.derive(of);
  await lake.writeRates(of);
  const [holders, unattributed] = await Promise.all([lake.simulatedTotals(of), lake.unattributed(of)]);
  await lake.drop({ periodId: inputs.periodId, run });
  return payoutOf(inputs.pool, { holders, unattributed });
}
