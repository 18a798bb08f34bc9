import type { CompactionLake, LakeDocuments, LakeHeads } from '#plays/compaction-ports';

/** Drops what a failed run wrote and ends its lease. A run that counts is left alone. Safe to repeat. */
export async function abandonCompaction(
  run: string,
  {
    heads,
    documents,
    lake,
  }: { readonly heads: LakeHeads; readonly documents: LakeDocuments; readonly lake: CompactionLake },
): Promise<void> {
  // First the lease: whatever of the run is still under way can no longer make it count.
  await heads.release(run);
  const { lakeKey } = await heads.head();
  const { runs } = await documents.read(lakeKey);
  if (runs.some((counted) => counted.run === run)) return;
  await lake.drop(run);
}
