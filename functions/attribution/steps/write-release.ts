import { parseCorrections } from '#attribution/corrections';
import type { ClosedPeriods, LakeDocuments, ReleaseLake } from '#attribution/ports';
import {
  parseReleaseInputs,
  type ReleaseInputs,
  releaseInputsKey,
  releaseInputsText,
} from '#attribution/release-inputs';
import { releaseTotalsKey, releaseTotalsText } from '#attribution/release-totals';
import type { SealedInputs } from '#attribution/sealed-inputs';
import { requireFrozenManifest } from '#attribution/steps/frozen-manifest';
import { assertThat, RoyaltyError } from '#kernel/errors';
import type { FraudFlags } from '#plays/ports';

/** The shares of a later bridge do not pay every claim that they cover whole. Nothing is posted. */
export class ReleaseNotProven extends RoyaltyError {
  override readonly name = 'ReleaseNotProven';
}

export interface WriteReleasePorts {
  readonly closedPeriods: ClosedPeriods;
  readonly documents: LakeDocuments;
  readonly lake: ReleaseLake;
  readonly flags: FraudFlags;
}

/**
 * Writes the lines of what a later bridge covers of a frozen period and nobody was paid for (R10), and their totals for the ledger. A
 * line that was paid stands as it is (R11). A play that was flagged by now stays held: a later period takes it back (R29). Throws `ReleaseNotProven`, `PeriodNotFrozen`, `QueryStillRunning`.
 */
export async function writeRelease(
  {
    periodId,
    bridgeVersion,
    earlier,
  }: { readonly periodId: string; readonly bridgeVersion: number; readonly earlier: readonly number[] },
  ports: WriteReleasePorts,
): Promise<{ readonly totals_key: string; readonly lines: number }> {
  const { manifest, closed } = await requireFrozenManifest(periodId, ports);
  const { flags } = await keptInputs(manifest.inputs, bridgeVersion, ports);
  const of = { inputs: manifest.inputs, run: closed.run, bridgeVersion, earlier, flags };
  await ports.lake.writeLines(of);
  const { lines, claimsOff, totals } = await ports.lake.figures(of);
  if (claimsOff > 0)
    throw new ReleaseNotProven(
      `${periodId}, bridge ${bridgeVersion}: the shares of ${claimsOff} claims do not make up the weight of their type; they would pay it whole (R8)`,
    );
  const key = releaseTotalsKey(periodId, bridgeVersion);
  await ports.documents.put(key, releaseTotalsText(totals));
  return { totals_key: key, lines };
}

/** The flags as the first look of a release found them; they are read after the release was begun, never before (R29). */
async function keptInputs(
  inputs: SealedInputs,
  bridgeVersion: number,
  { documents, flags }: WriteReleasePorts,
): Promise<ReleaseInputs> {
  const key = releaseInputsKey(inputs.periodId, bridgeVersion);
  const text = await documents.get(key);
  if (text !== undefined) return parseReleaseInputs(text);
  const sources = await correctedPeriods(inputs, documents);
  const sets = await Promise.all([inputs.periodId, ...sources].map((periodId) => flags.sealedFor(periodId)));
  const byName = new Map(sets.flat().map(({ scope, run }) => [`${scope}/${run}`, { scope, run }]));
  const fresh = { flags: [...byName.values()] };
  await documents.put(key, releaseInputsText(fresh));
  return fresh;
}

/** The frozen periods whose late plays this one paid. */
async function correctedPeriods(
  { corrections }: SealedInputs,
  documents: Pick<LakeDocuments, 'get'>,
): Promise<readonly string[]> {
  if (corrections === undefined) return [];
  const text = await documents.get(corrections.key);
  assertThat(text !== undefined, `${corrections.key} is gone from the lake`);
  const { sources } = parseCorrections(text);
  return sources.filter(({ kind }) => kind === 'late').map((source) => source.source_period_id);
}
