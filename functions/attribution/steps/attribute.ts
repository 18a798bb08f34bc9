import type { AttributionLake, ClosedPeriods, LakeDocuments, RunOf } from '#attribution/ports';
import { requireFrozenManifest } from '#attribution/steps/frozen-manifest';

export interface AttributePorts {
  readonly closedPeriods: ClosedPeriods;
  readonly documents: LakeDocuments;
  readonly lake: AttributionLake;
}

/** Writes the lines of a frozen period from its manifest alone (R11, R16). Throws `PeriodNotFrozen`, `QueryStillRunning`. */
export async function attribute(
  { periodId, run }: { readonly periodId: string; readonly run: string },
  ports: AttributePorts,
): Promise<{ readonly run: string }> {
  const { manifest } = await requireFrozenManifest(periodId, ports);
  await writeRun({ inputs: manifest.inputs, run }, ports.lake);
  return { run };
}

/** Every relation of a run up to its lines. */
export async function writeRun(of: RunOf, lake: AttributionLake): Promise<void> {
  await lake.derive(of);
  await lake.writeRates(of);
  await lake.writeLines(of);
}
