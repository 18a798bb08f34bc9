import type { PolicyShift } from '#attribution/policy-shift';
import { otherPolicy } from '#attribution/policy-shift';
import { getPolicyShift } from '#attribution/policy-shift-api';
import { notFrozen, stillRunning } from '#attribution/recomputation-answer';
import { findPolicyShift, knownShifts } from '#attribution/steps/policy-shifts';
import type { Period } from '#close/period';
import { periodTrend } from '#close/period-trend';
import { problem } from '#kernel/api/problem';
import { lakeDocuments } from '#platform/compose/attribution';
import { periodRegister } from '#platform/compose/close';
import { recomputations } from '#platform/compose/recomputations';
import { httpHandler } from '#platform/http/http-handler';

const register = periodRegister();
const ports = { documents: lakeDocuments(), recomputations: recomputations() };

export const handler = httpHandler(getPolicyShift, async ({ params: { id }, query }) => {
  const period = await register.find(id);
  if (period?.freeze === undefined) return notFrozen(id, period?.state);
  const policy = query.policy ?? otherPolicy(period.policy);
  const found = await findPolicyShift({ periodId: id, policy }, ports);
  if (found.kind === 'running') return stillRunning(id, `/v1/periods/${id}/policy-shift?policy=${policy}`);
  if (found.kind === 'failed')
    return problem(
      409,
      'simulation-failed',
      `${id} under ${policy}: ${found.detail}; POST /v1/periods/${id}/simulate tries it anew`,
    );
  const trend = await trendTo(found.shift, { period, months: query.months });
  return { status: 200, body: { ...found.shift, trend } };
});

async function trendTo(shift: PolicyShift, { period, months }: { readonly period: Period; readonly months: number }) {
  const { policy, compared_with, currency } = shift;
  const earlier = periodTrend(period, { all: await register.ofCountry(period.country), months }).slice(0, -1);
  const known = await knownShifts(
    earlier.map(({ periodId }) => ({ periodId, policy })),
    ports,
  );
  return [...known, shift]
    .filter((one) => one.compared_with === compared_with && one.currency === currency)
    .map(({ period_id, moved, moved_share, gaining_holders, losing_holders }) => ({
      period_id,
      moved,
      moved_share,
      gaining_holders,
      losing_holders,
    }));
}
