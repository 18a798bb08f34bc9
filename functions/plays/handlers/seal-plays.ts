import { z } from 'zod';
import { lakeDocuments, playSeals, sealLake, sealQueries } from '#platform/compose/play-seals';
import { taskHandler } from '#platform/task-handler';
import { sealPlays } from '#plays/steps/seal-plays';

const ports = { book: playSeals(), queries: sealQueries(), objects: sealLake(), documents: lakeDocuments() };

const milliseconds = z.number().int().nonnegative();
const input = z.object({
  period_id: z.string(),
  country: z.string(),
  period_start_ms: milliseconds,
  period_end_ms: milliseconds,
  cutoff_at_ms: milliseconds,
});

export const handler = taskHandler(input, async (period, { clock }) => {
  const request = {
    periodId: period.period_id,
    countryId: period.country,
    periodStartMs: period.period_start_ms,
    periodEndMs: period.period_end_ms,
    cutoffAtMs: period.cutoff_at_ms,
  };
  const seal = await sealPlays(request, { ...ports, clock });
  return {
    play_manifest_key: seal.manifestKey,
    play_manifest_hash: seal.manifestHash,
    plays: seal.plays,
    late_plays: seal.latePlays,
    quarantined_plays: seal.quarantinedPlays,
    duplicate_plays: seal.duplicatePlays,
  };
});
