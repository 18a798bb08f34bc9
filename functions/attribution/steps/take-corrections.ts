import {
  type CorrectionInputs,
  correctionInputsKey,
  correctionInputsText,
  isSameCorrection,
  parseCorrectionInputs,
} from '#attribution/correction-inputs';
import type { CorrectedPeriod, CorrectionLake, ReleasedVersions } from '#attribution/correction-ports';
import {
  adjustmentsOf,
  type CorrectionSource,
  correctionRun,
  correctionSources,
  correctionsKey,
  correctionsText,
} from '#attribution/corrections';
import type { ClosedPeriods, LakeDocuments } from '#attribution/ports';
import { releaseRun } from '#attribution/release-totals';
import { countryPeriodOf } from '#attribution/sealed-inputs';
import { findFrozenManifest, PeriodNotFrozen } from '#attribution/steps/frozen-manifest';
import { sha256Hex } from '#kernel/digest';
import { assertThat, RoyaltyError } from '#kernel/errors';
import { periodBefore } from '#kernel/market/country-period';
import { millisecondsOf } from '#kernel/time/clock';
import type { LakeDocuments as PlayLakes } from '#plays/compaction-ports';
import { CLOCK_AHEAD_MINUTES_MAX } from '#plays/play';
import { arrivalRuns, playParts, runsWithin } from '#plays/play-lake';
import type { FraudFlags } from '#plays/ports';
import type { SealBeginnings } from '#plays/seal-ports';
import type { RevenueBook } from '#revenue/ports';
import type { RightsSnapshots } from '#rights/ports';

export interface TakeCorrectionsPorts {
  readonly closedPeriods: ClosedPeriods;
  readonly documents: LakeDocuments;
  readonly seals: SealBeginnings;
  readonly playLakes: Pick<PlayLakes, 'read'>;
  readonly flags: FraudFlags;
  readonly bridge: RightsSnapshots;
  readonly revenue: Pick<RevenueBook, 'current'>;
  readonly lake: CorrectionLake;
  readonly released: ReleasedVersions;
}

/** A release of a frozen period was begun and is not done: whose the money is that it moves is known once it is. */
export class ReleaseUnderway extends RoyaltyError {
  override readonly name = 'ReleaseUnderway';
}

/** What a pool takes from frozen periods; nothing where there is nothing to correct. */
export type TakenCorrections =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'taken';
      readonly run: string;
      readonly totalsKey: string;
      readonly totalsHash: string;
      /** What the pool moves by (R13), ledger scale. */
      readonly amount: string;
      readonly sources: readonly CorrectionSource[];
    };

interface Frozen extends CorrectedPeriod {
  readonly manifestHash: string;
}

/** How many months before a period are looked at: a late play is at most 90 days old (R2), a flag may take longer. */
const MONTHS_BACK = 12;

/**
 * Takes what happened to frozen periods of the country since into the next one, once (R29): lines of late plays and, below zero,
 * of plays flagged later. A repeated call answers the same, from inputs that were kept before the first line was written.
 * Throws `CorrectionsNotProven`, `ReleaseUnderway`, `QueryStillRunning`, `QueryFailed`.
 */
export async function takeCorrections(
  { periodId, attempt }: { readonly periodId: string; readonly attempt: number },
  ports: TakeCorrectionsPorts,
): Promise<TakenCorrections> {
  const run = correctionRun(attempt);
  const frozen = await frozenBefore(periodId, ports);
  const inputs = await keptInputs(await inputsOf({ periodId, run, frozen }, ports), ports);
  if (inputs.sources.length === 0) return { kind: 'none' };
  await ports.lake.writeCorrections(inputs, frozen);
  const rows = await ports.lake.correctionRows({ periodId, run });
  const sources = correctionSources(rows);
  if (sources.length === 0) return { kind: 'none' };
  const text = correctionsText({
    period_id: periodId,
    run,
    inputs_hash: sha256Hex(correctionInputsText(inputs)),
    sources: [...sources],
    totals: [...rows.earned],
  });
  const totalsHash = sha256Hex(text);
  const totalsKey = correctionsKey(periodId, totalsHash);
  await ports.documents.put(totalsKey, text);
  return { kind: 'taken', run, totalsKey, totalsHash, amount: adjustmentsOf(sources), sources };
}

/** The first inputs of a run stand; only other frozen periods before it put new ones in their place. */
async function keptInputs(
  fresh: CorrectionInputs,
  { documents, lake }: TakeCorrectionsPorts,
): Promise<CorrectionInputs> {
  const of = { periodId: fresh.period_id, run: fresh.run };
  const key = correctionInputsKey(of);
  const text = await documents.get(key);
  const kept = text === undefined ? undefined : parseCorrectionInputs(text);
  if (kept !== undefined && isSameCorrection(kept, fresh)) return kept;
  if (kept !== undefined) await lake.dropCorrections(of);
  await documents.put(key, correctionInputsText(fresh));
  return fresh;
}

async function inputsOf(
  { periodId, run, frozen }: { readonly periodId: string; readonly run: string; readonly frozen: readonly Frozen[] },
  { seals, playLakes, flags, bridge, revenue, released }: TakeCorrectionsPorts,
): Promise<CorrectionInputs> {
  const [begun, shares, collected] = await Promise.all([
    seals.begun(periodId),
    bridge.current(),
    revenue.current(periodId),
  ]);
  assertThat(begun !== undefined, `${periodId} has no seal; its plays are sealed before it takes corrections`);
  assertThat(collected !== undefined, `${periodId} has no revenue; ConfirmRevenue waits until it has`);
  const lake = await playLakes.read(begun.lakeKey);
  const takers = frozen.flatMap(({ inputs }) =>
    inputs.corrections === undefined ? [] : [{ period_id: inputs.periodId, run: inputs.corrections.run }],
  );
  const sources = frozen.filter(({ inputs }) => inputs.currency === collected.currency);
  return {
    period_id: periodId,
    run,
    currency: collected.currency,
    cutoff_at_ms: begun.cutoffAtMs,
    bridge_version: String(shares?.version ?? 0),
    sources: await Promise.all(
      sources.map(async ({ inputs, run: frozenRun, manifestHash }) => {
        const { periodStart } = countryPeriodOf(inputs.periodId);
        const runs = runsWithin(lake, millisecondsOf(periodStart) - CLOCK_AHEAD_MINUTES_MAX * 60_000);
        // Flags before releases: a release that is not begun by then finds these flags, and leaves their plays held.
        const sets = await flags.sealedFor(inputs.periodId);
        const releasing = [inputs.periodId, ...takers.map(({ period_id }) => period_id)];
        const releases = await Promise.all([...new Set(releasing)].map((id) => releaseRunsOf(id, released)));
        return {
          period_id: inputs.periodId,
          run: frozenRun,
          input_manifest_hash: manifestHash,
          parts: [...playParts({ runs })],
          arrival_runs: [...arrivalRuns({ runs })],
          flags: sets.map(({ scope, run: flagRun }) => ({ scope, run: flagRun })),
          releases: releases.flat(),
        };
      }),
    ),
    takers,
  };
}

async function releaseRunsOf(periodId: string, released: ReleasedVersions) {
  const { done, open } = await released.of(periodId);
  if (open !== undefined)
    throw new ReleaseUnderway(`${periodId} is being released to bridge ${open}; corrections are taken once it is done`);
  return done.map((version) => ({ period_id: periodId, run: releaseRun(version) }));
}

/** The frozen periods of the country before a period, oldest first. */
async function frozenBefore(periodId: string, ports: TakeCorrectionsPorts): Promise<readonly Frozen[]> {
  const found: Frozen[] = [];
  let period = countryPeriodOf(periodId);
  for (let month = 0; month < MONTHS_BACK; month += 1) {
    period = periodBefore(period);
    const manifest = await findFrozenManifest(period.periodId, ports);
    if (manifest.kind === 'tampered') throw new PeriodNotFrozen(manifest.detail);
    if (manifest.kind === 'found') {
      const { closed } = manifest;
      found.unshift({
        inputs: manifest.manifest.inputs,
        run: closed.run,
        manifestHash: closed.inputManifestHash,
      });
    }
  }
  return found;
}
