import { listUnattributed } from '#attribution/api';
import { notFrozenProblem } from '#attribution/recomputation-answer';
import { findFrozenManifest } from '#attribution/steps/frozen-manifest';
import { parseTotals } from '#attribution/totals-file';
import { problem } from '#kernel/api/problem';
import { closedPeriods, lakeDocuments } from '#platform/compose/attribution';
import { httpHandler } from '#platform/http/http-handler';

const documents = lakeDocuments();
const ports = { closedPeriods: closedPeriods(), documents };

export const handler = httpHandler(listUnattributed, async ({ params, query: { limit }, page }) => {
  const found = await findFrozenManifest(params.id, ports);
  if (found.kind === 'unknown') return notFrozenProblem(params.id, undefined) ?? none();
  if (found.kind === 'not-frozen') return notFrozenProblem(params.id, found) ?? none();
  if (found.kind === 'tampered') return problem(409, 'period-tampered', found.detail);
  const { closed, manifest } = found;
  if (closed.proof?.totalsKey === undefined) return none();
  const { unattributed } = parseTotals((await documents.get(closed.proof.totalsKey)) ?? '');
  const start = Number(page.after ?? 0);
  const items = unattributed.slice(start, start + limit).map(({ trackId, rightsType, ...total }) => ({
    track_id: trackId,
    rights_type: rightsType,
    ...total,
    currency: manifest.inputs.currency,
  }));
  const next = start + limit < unattributed.length ? String(start + limit) : undefined;
  return { status: 200, body: { items, next_cursor: page.nextCursor(next) } };
});

/** A frozen period whose pool carries whole, or is not attributed yet, holds nothing back. */
const none = () => ({ status: 200 as const, body: { items: [], next_cursor: null } });
