import type { AttributionLake } from '#attribution/ports';

/** Takes back everything that was written for a run whose proof failed; the period stays FROZEN and may be attributed again. */
export async function dropAttribution(
  of: { readonly periodId: string; readonly run: string },
  { lake }: { readonly lake: AttributionLake },
): Promise<{ readonly run: string }> {
  await lake.drop(of);
  return { run: of.run };
}
