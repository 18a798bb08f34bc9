import { listUnattributed } from '#attribution/api';
import { notFrozenProblem } from '#attribution/recomputation-answer';
import { findFrozenManifest } from '#attribution/steps/frozen-manifest';
import { parseTotals } from '#attribution/totals-file';
import { heldOf } from '#close/held';
import { heldBody } from '#close/held-body';
import { problem } from '#kernel/api/problem';
import { assertThat } from '#kernel/errors';
import { closedPeriods, lakeDocuments } from '#platform/compose/attribution';
import { totalsReader } from '#platform/compose/close';
import { releaseRegister, releaseTotalsReader } from '#platform/compose/releases';
import { httpHandler } from '#platform/http/http-handler';

const documents = lakeDocuments();
const ports = { closedPeriods: closedPeriods(), documents };
const totals = totalsReader();
const register = releaseRegister();
const releaseTotals = releaseTotalsReader();

export const handler = httpHandler(listUnattributed, async ({ params, query: { limit }, page }) => {
  const found = await findFrozenManifest(params.id, ports);
  if (found.kind === 'unknown') return notFrozenProblem(params.id, undefined) ?? none();
  if (found.kind === 'not-frozen') return notFrozenProblem(params.id, found) ?? none();
  if (found.kind === 'tampered') return problem(409, 'period-tampered', found.detail);
  const { closed, manifest } = found;
  if (closed.proof?.totalsKey === undefined) return none();
  const { unattributed } = parseTotals((await documents.get(closed.proof.totalsKey)) ?? '');
  const held = await heldNow(params.id, closed.proof.totalsKey);
  const start = Number(page.after ?? 0);
  const items = unattributed.slice(start, start + limit).map(({ trackId, rightsType, ...total }, index) => {
    const one = held.amounts[start + index];
    assertThat(one?.trackId === trackId && one.rightsType === rightsType, `${params.id} lists ${trackId} elsewhere`);
    return {
      track_id: trackId,
      rights_type: rightsType,
      ...total,
      ...heldBody(one, held.releases),
      currency: manifest.inputs.currency,
    };
  });
  const next = start + limit < unattributed.length ? String(start + limit) : undefined;
  return { status: 200, body: { items, next_cursor: page.nextCursor(next) } };
});

/** What the ledger got of a period for nobody, in the order of its totals, and what releases moved of it. */
async function heldNow(periodId: string, totalsKey: string) {
  const releases = await register.find(periodId);
  const released = await Promise.all(
    releases.releases.map(async ({ bridgeVersion }) => ({
      bridgeVersion,
      totals: await releaseTotals.read(periodId, bridgeVersion),
    })),
  );
  return { releases, amounts: heldOf(await totals.read(totalsKey), released) };
}

/** A frozen period whose pool carries whole, or is not attributed yet, holds nothing back. */
const none = () => ({ status: 200 as const, body: { items: [], next_cursor: null } });
