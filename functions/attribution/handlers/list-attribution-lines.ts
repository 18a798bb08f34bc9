import { listAttributionLines } from '#attribution/api';
import { lineBodyOf, linePlaceFrom, linePlaceText } from '#attribution/line-view';
import { notFrozenProblem } from '#attribution/recomputation-answer';
import { releaseRun } from '#attribution/release-totals';
import { findFrozenManifest } from '#attribution/steps/frozen-manifest';
import { problem } from '#kernel/api/problem';
import { attributionLake, closedPeriods, lakeDocuments } from '#platform/compose/attribution';
import { releaseRegister } from '#platform/compose/releases';
import { httpHandler } from '#platform/http/http-handler';

const ports = { closedPeriods: closedPeriods(), documents: lakeDocuments() };
const register = releaseRegister();
const lake = attributionLake({ patienceMilliseconds: 25_000 });

export const handler = httpHandler(listAttributionLines, async ({ params, query, page }) => {
  const found = await findFrozenManifest(params.id, ports);
  if (found.kind === 'unknown') return notFrozenProblem(params.id, undefined) ?? none();
  if (found.kind === 'not-frozen') return notFrozenProblem(params.id, found) ?? none();
  if (found.kind === 'tampered') return problem(409, 'period-tampered', found.detail);
  const { closed, manifest } = found;
  if (closed.proof === undefined) return none();
  const { limit, holder_id: holderId = '', track_id: trackId = '' } = query;
  const after = page.after === undefined ? undefined : linePlaceFrom(page.after);
  const { releases } = await register.find(params.id);
  const releaseRuns = releases.map(({ bridgeVersion }) => releaseRun(bridgeVersion));
  const { run } = closed.proof;
  const lines = await lake.page({ periodId: params.id, run, holderId, trackId, after, releaseRuns });
  const shown = lines.slice(0, limit);
  const last = shown.at(-1);
  const position = lines.length > limit && last !== undefined ? linePlaceText(last) : undefined;
  const items = shown.map((line) => lineBodyOf(line, manifest.inputs.currency));
  return { status: 200, body: { items, next_cursor: page.nextCursor(position) } };
});

/** A frozen period whose pool carries whole, or is not attributed yet, has no line. */
const none = () => ({ status: 200 as const, body: { items: [], next_cursor: null } });
