import { listUnattributed } from '#attribution/api';
import { parseCorrections } from '#attribution/corrections';
import { notFrozenProblem } from '#attribution/recomputation-answer';
import type { SealedInputs } from '#attribution/sealed-inputs';
import { findFrozenManifest } from '#attribution/steps/frozen-manifest';
import { parseTotals } from '#attribution/totals-file';
import { claimKey, unattributedRows } from '#attribution/unattributed-rows';
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

/** Where the totals of a period stand: of its own plays, and of its corrections. */
interface TotalsKeys {
  readonly own: string | undefined;
  readonly corrections: string | undefined;
}

export const handler = httpHandler(listUnattributed, async ({ params, query: { limit }, page }) => {
  const found = await findFrozenManifest(params.id, ports);
  if (found.kind === 'unknown') return notFrozenProblem(params.id, undefined) ?? none();
  if (found.kind === 'not-frozen') return notFrozenProblem(params.id, found) ?? none();
  if (found.kind === 'tampered') return problem(409, 'period-tampered', found.detail);
  const { inputs } = found.manifest;
  const keys = { own: found.closed.proof?.totalsKey, corrections: correctionsKeyOf(inputs, found.closed) };
  const rows = await rowsOf(keys);
  const held = await heldNow(params.id, keys);
  const start = Number(page.after ?? 0);
  const items = rows.slice(start, start + limit).map(({ trackId, rightsType, ...total }) => {
    const one = held.amounts.get(claimKey({ trackId, rightsType }));
    assertThat(one !== undefined, `${params.id} holds nothing of ${trackId}, ${rightsType}`);
    const { currency } = inputs;
    return { track_id: trackId, rights_type: rightsType, ...total, ...heldBody(one, held.releases), currency };
  });
  const next = start + limit < rows.length ? String(start + limit) : undefined;
  return { status: 200, body: { items, next_cursor: page.nextCursor(next) } };
});

/** What corrections put into holding stands in the ledger once the period posted. */
function correctionsKeyOf({ corrections }: SealedInputs, closed: object): string | undefined {
  return 'proof' in closed ? corrections?.key : undefined;
}

async function rowsOf({ own, corrections }: TotalsKeys) {
  const text = async (key: string | undefined) => (key === undefined ? '' : ((await documents.get(key)) ?? ''));
  const correctionText = await text(corrections);
  const taken = correctionText === '' ? [] : parseCorrections(correctionText).totals;
  return unattributedRows(parseTotals(await text(own)).unattributed, taken);
}

/** What the ledger got of a period for nobody, by track and type, and what releases moved of it. */
async function heldNow(periodId: string, { own, corrections }: TotalsKeys) {
  const releases = await register.find(periodId);
  const released = await Promise.all(
    releases.releases.map(async ({ bridgeVersion }) => ({
      bridgeVersion,
      totals: await releaseTotals.read(periodId, bridgeVersion),
    })),
  );
  const sets = [
    ...(own === undefined ? [] : [await totals.read(own)]),
    ...(corrections === undefined ? [] : [(await totals.readCorrections(corrections)).late]),
  ];
  return { releases, amounts: new Map(heldOf(sets, released).map((one) => [claimKey(one), one])) };
}

/** A frozen period whose pool carries whole, or is not attributed yet, holds nothing back. */
const none = () => ({ status: 200 as const, body: { items: [], next_cursor: null } });
