import { closeReportKey, closeReportText } from '#attribution/close-report';
import { unnamedTypes } from '#attribution/period-findings';
import type { AttributionLake } from '#attribution/ports';
import { type ProvenTotals, proveRun, type RunFigures } from '#attribution/run-figures';
import type { InputManifest } from '#attribution/sealed-inputs';
import type { AttributePorts } from '#attribution/steps/attribute';
import { requireFrozenManifest } from '#attribution/steps/frozen-manifest';
import { totalsKey, totalsText } from '#attribution/totals-file';
import { sha256Hex } from '#kernel/digest';
import { RoyaltyError } from '#kernel/errors';

/** The lines of a run do not come to the pool, to the last digit. Nothing is posted; the run is dropped. */
export class AttributionNotProven extends RoyaltyError {
  override readonly name = 'AttributionNotProven';
}

/**
 * Proves the lines of a run as they stand in the lake (R15, R16), and writes the holder totals for the ledger and the canonical close
 * report. Throws `AttributionNotProven`, naming everything that is off.
 */
export async function prove(
  { periodId, run }: { readonly periodId: string; readonly run: string },
  ports: AttributePorts,
) {
  const { manifest, closed } = await requireFrozenManifest(periodId, ports);
  const { figures, totals, report } = await provenRun(
    { manifest, manifestHash: closed.inputManifestHash, run },
    ports.lake,
  );
  const hash = sha256Hex(report);
  const reportKey = closeReportKey(periodId, hash);
  const totalsAt = totalsKey(periodId, run);
  await ports.documents.put(totalsAt, totalsText(figures));
  await ports.documents.put(reportKey, report);
  return {
    run,
    lines: figures.lines.lines,
    totals_key: totalsAt,
    ...totals,
    close_report_key: reportKey,
    close_report_hash: hash,
  };
}

/** A run's figures, totals and close report; throws `AttributionNotProven`. */
export async function provenRun(
  {
    manifest,
    manifestHash,
    run,
  }: { readonly manifest: InputManifest; readonly manifestHash: string; readonly run: string },
  lake: AttributionLake,
): Promise<{ readonly figures: RunFigures; readonly totals: ProvenTotals; readonly report: string }> {
  const { inputs, counts } = manifest;
  const of = { inputs, run };
  const figures = await lake.figures(of);
  const outcome = proveRun({ pool: inputs.pool, qualifiedPlays: counts.qualifiedPlays }, figures);
  if (outcome.kind === 'not-proven')
    throw new AttributionNotProven(`${inputs.periodId}, run ${run}: ${outcome.faults.join('; ')}`);
  const { rights } = await lake.findings(of);
  const report = closeReportText({
    manifest,
    manifestHash,
    figures,
    totals: outcome.totals,
    unnamedTypes: unnamedTypes(rights),
  });
  return { figures, totals: outcome.totals, report };
}
