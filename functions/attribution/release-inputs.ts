import { z } from 'zod';
import { releaseRun } from '#attribution/release-totals';
import { canonicalJson } from '#kernel/canonical-json';

const schema = z.strictObject({ flags: z.array(z.strictObject({ scope: z.string(), run: z.string() })) });

/** What a release is written from beside the frozen run and the bridge: kept by its run, so that a repetition reads the same. */
export type ReleaseInputs = z.output<typeof schema>;

export function releaseInputsText(inputs: ReleaseInputs): string {
  return canonicalJson(inputs);
}

/** Reads what `releaseInputsText` wrote; throws when it is not that. */
export function parseReleaseInputs(text: string): ReleaseInputs {
  return schema.parse(JSON.parse(text));
}

/** Where a release keeps its inputs. */
export function releaseInputsKey(periodId: string, bridgeVersion: number): string {
  return `attribution_runs/period_id=${periodId}/run=${releaseRun(bridgeVersion)}/release.json`;
}
