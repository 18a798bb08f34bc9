import type { ClosedPeriods, LakeDocuments, ReleaseLake } from '#attribution/ports';
import { releaseTotalsKey, releaseTotalsText } from '#attribution/release-totals';
import { requireFrozenManifest } from '#attribution/steps/frozen-manifest';
import { RoyaltyError } from '#kernel/errors';

/** The shares of a later bridge do not pay every claim that they cover whole. Nothing is posted. */
export class ReleaseNotProven extends RoyaltyError {
  override readonly name = 'ReleaseNotProven';
}

export interface WriteReleasePorts {
  readonly closedPeriods: ClosedPeriods;
  readonly documents: LakeDocuments;
  readonly lake: ReleaseLake;
}

/**
 * Writes the lines of what a later bridge covers of a frozen period and nobody was paid for (R10), and their totals for the ledger. A
 * line that was paid stands as it is (R11). Throws `ReleaseNotProven`, `PeriodNotFrozen`, `QueryStillRunning`.
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
  const of = { inputs: manifest.inputs, run: closed.run, bridgeVersion, earlier };
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
