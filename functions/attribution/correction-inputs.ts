import { z } from 'zod';
import { canonicalJson } from '#kernel/canonical-json';

const names = z.array(z.string());
const flagSet = z.strictObject({ scope: z.string(), run: z.string() });
const schema = z.strictObject({
  period_id: z.string(),
  run: z.string(),
  currency: z.string(),
  /** What arrived or was flagged before is taken; the rest waits for the next period (R13). */
  cutoff_at_ms: z.number().int(),
  bridge_version: z.string(),
  /** Frozen periods, oldest first. */
  sources: z.array(
    z.strictObject({
      period_id: z.string(),
      run: z.string(),
      input_manifest_hash: z.string(),
      /** Partitions of the taking period's lake that may hold its plays. */
      parts: names,
      arrival_runs: names,
      flags: z.array(flagSet),
      /** Runs of releases that moved held money of its plays: its own, and those of periods that took late plays of it. */
      releases: z.array(z.strictObject({ period_id: z.string(), run: z.string() })),
    }),
  ),
  /** Runs of corrections that periods before took: none of their plays is taken again. */
  takers: z.array(z.strictObject({ period_id: z.string(), run: z.string() })),
});

/** What the corrections of a period are written from: kept by its run, so that a repeated step reads the same. */
export type CorrectionInputs = z.output<typeof schema>;

export function correctionInputsText(inputs: CorrectionInputs): string {
  return canonicalJson(inputs);
}

/** Reads what `correctionInputsText` wrote; throws when it is not that. */
export function parseCorrectionInputs(text: string): CorrectionInputs {
  return schema.parse(JSON.parse(text));
}

/** Where a run of corrections keeps its inputs. */
export function correctionInputsKey({ periodId, run }: { readonly periodId: string; readonly run: string }): string {
  return `attribution_runs/period_id=${periodId}/run=${run}/corrections.json`;
}

/** Whether both are of the same frozen periods; another earlier period may have come to be meanwhile (R13). */
export function isSameCorrection(left: CorrectionInputs, right: CorrectionInputs): boolean {
  const shape = ({ currency, sources, takers }: CorrectionInputs) =>
    canonicalJson({ currency, takers, sources: sources.map(({ period_id, run }) => ({ period_id, run })) });
  return shape(left) === shape(right);
}
