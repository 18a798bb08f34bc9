import { z } from 'zod';
import type { Replay } from '#attribution/api';
import { linesDigest } from '#attribution/close-report';
import type { AttributionLake, ClosedPeriod, LakeDocuments } from '#attribution/ports';
import { type InputManifest, objectsOf, snapshotsOf } from '#attribution/sealed-inputs';
import { type AttributePorts, writeRun } from '#attribution/steps/attribute';
import { findFrozenManifest, PeriodNotFrozen } from '#attribution/steps/frozen-manifest';
import { AttributionNotProven, provenRun } from '#attribution/steps/prove';
import { canonicalJson } from '#kernel/canonical-json';
import { sha256Hex } from '#kernel/digest';

type Difference = Extract<Replay, { readonly status: 'completed' }>['differences'][number];

/** What a replay compares, in its order. */
const [MANIFEST, SEALED] = ['input manifest', 'sealed objects'] as const;
const COUNTED = [MANIFEST, SEALED, 'counts'];

const CHECKED_AT_ONCE = 4;
const reportSchema = z.record(z.string(), z.json());

/**
 * Recomputes a frozen period from its input manifest and compares. Checksums of everything sealed come first: a tampered object is named and
 * nothing is computed from it. Then the close report is made anew, under a run of its own that is dropped again, and compared
 * byte for byte; and the lines that stand in the lake are read again and their digest compared. Throws `PeriodNotFrozen`.
 */
export async function replayPeriod(
  { periodId, id }: { readonly periodId: string; readonly id: string },
  ports: AttributePorts,
): Promise<Replay> {
  const found = await findFrozenManifest(periodId, ports);
  if (found.kind === 'unknown' || found.kind === 'not-frozen')
    throw new PeriodNotFrozen(
      `${periodId} is ${found.kind === 'unknown' ? 'unknown' : found.state}; only a frozen period is replayed`,
    );
  const { closed } = found;
  const answer = {
    status: 'completed',
    replay_id: id,
    period_id: periodId,
    input_manifest_hash: closed.inputManifestHash,
    close_report_hash: closed.proof?.closeReportHash ?? null,
  } as const;
  const nothing = { replayed_report_hash: null, lines_digest: null, standing_lines_digest: null };
  if (found.kind === 'tampered') {
    const differences = [{ part: 'input manifest', detail: found.detail }];
    return { ...answer, ...nothing, matches: false, checked_objects: 0, compared: [MANIFEST], differences };
  }
  const { manifest } = found;
  const checked = [...objectsOf(manifest.inputs), ...snapshotsOf(manifest.inputs)];
  const tampered = await tamperedObjects(checked, ports.documents);
  if (tampered.length > 0)
    return {
      ...answer,
      ...nothing,
      matches: false,
      checked_objects: checked.length,
      compared: [MANIFEST, SEALED],
      differences: [...tampered],
    };
  const run = `replay-${id}`;
  await writeRun({ inputs: manifest.inputs, run }, ports.lake);
  const recomputed = await recompute(manifest, { closed, run }, ports);
  await ports.lake.drop({ periodId, run });
  const differences = [...sqlDifferences(manifest, ports.lake), ...recomputed.differences];
  return {
    ...answer,
    ...recomputed,
    matches: recomputed.differences.length === 0,
    checked_objects: checked.length,
    differences,
  };
}

async function tamperedObjects(
  checked: readonly Parameters<LakeDocuments['differenceOf']>[0][],
  documents: LakeDocuments,
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  for (let start = 0; start < checked.length; start += CHECKED_AT_ONCE) {
    const some = checked.slice(start, start + CHECKED_AT_ONCE);
    const found = await Promise.all(some.map((one) => documents.differenceOf(one)));
    for (const [index, detail] of found.entries())
      if (detail !== undefined) differences.push({ part: some[index]?.key ?? '', detail });
  }
  return differences;
}

/** A query's text that changed since is worth knowing, and no difference of the money. */
function sqlDifferences({ sql }: InputManifest, lake: AttributionLake): readonly Difference[] {
  const now = lake.sqlDigests();
  return Object.entries(sql)
    .filter(([name, hash]) => now[name] !== hash)
    .map(([name]) => ({ part: `sql ${name}`, detail: 'its text is another than at the freeze' }));
}

async function recompute(
  manifest: InputManifest,
  { closed, run }: { readonly closed: ClosedPeriod; readonly run: string },
  { lake, documents }: AttributePorts,
) {
  const differences: Difference[] = [];
  const of = { inputs: manifest.inputs, run };
  const counts = await lake.count(of);
  if (canonicalJson(counts) !== canonicalJson(manifest.counts))
    differences.push({
      part: 'counts',
      detail: `now ${canonicalJson(counts)}, frozen as ${canonicalJson(manifest.counts)}`,
    });
  const anew = await provenRun({ manifest, manifestHash: closed.inputManifestHash, run }, lake).catch(
    (error: unknown) => {
      if (!(error instanceof AttributionNotProven)) throw error;
      differences.push({ part: 'proof', detail: error.message });
      return undefined;
    },
  );
  const digest = anew === undefined ? null : linesDigest(anew.figures.lines);
  const { proof } = closed;
  const replayed = anew === undefined ? null : sha256Hex(anew.report);
  if (proof?.closeReportKey === undefined || anew === undefined)
    return {
      replayed_report_hash: replayed,
      lines_digest: digest,
      standing_lines_digest: null,
      compared: COUNTED,
      differences,
    };
  differences.push(...reportDifferences(await documents.get(proof.closeReportKey), { proof, anew: anew.report }));
  const standing = await lake.lineFigures({ inputs: manifest.inputs, run: `${run}-standing`, linesRun: proof.run });
  await lake.drop({ periodId: closed.periodId, run: `${run}-standing` });
  const standingDigest = linesDigest(standing);
  if (standingDigest !== digest)
    differences.push({
      part: `attribution_lines/period_id=${closed.periodId}/run=${proof.run}/`,
      detail: `the lines that stand there have digest ${standingDigest}, recomputed ${digest}`,
    });
  return {
    replayed_report_hash: replayed,
    lines_digest: digest,
    standing_lines_digest: standingDigest,
    compared: [...COUNTED, 'close report', 'attribution lines'],
    differences,
  };
}

function reportDifferences(
  stored: string | undefined,
  { proof, anew }: { readonly proof: NonNullable<ClosedPeriod['proof']>; readonly anew: string },
): readonly Difference[] {
  const part = proof.closeReportKey ?? 'close report';
  if (stored === undefined) return [{ part, detail: 'it is gone from the lake' }];
  const hash = sha256Hex(stored);
  const kept =
    hash === proof.closeReportHash
      ? []
      : [{ part, detail: `it has SHA-256 ${hash}; the period holds ${proof.closeReportHash ?? 'none'}` }];
  if (stored === anew) return kept;
  const [before, after] = [readReport(stored), readReport(anew)];
  const members = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => canonicalJson(before[name] ?? null) !== canonicalJson(after[name] ?? null),
  );
  const detail = members.length > 0 ? `recomputed, ${members.join(', ')} differ` : 'recomputed, its bytes differ';
  return [...kept, { part, detail }];
}

function readReport(text: string): z.output<typeof reportSchema> {
  try {
    return reportSchema.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
