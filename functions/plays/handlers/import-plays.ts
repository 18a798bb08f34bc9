import { z } from 'zod';
import { instantInput } from '#kernel/api/schemas';
import { playFiles, sourceClaims } from '#platform/compose/play-files';
import { playLanding } from '#platform/compose/play-landing';
import { countMetric, recordPercent } from '#platform/metrics';
import { taskHandler } from '#platform/task-handler';
import { importResultOf } from '#plays/import-result';
import { importPlays } from '#plays/steps/import-plays';

const ports = { files: playFiles(512), landing: playLanding(768), claims: sourceClaims() };

const input = z.object({
  drop_id: z.string(),
  kind: z.enum(['plays', 'plays-archive']),
  bucket: z.string(),
  key: z.string(),
  content_hash: z.string(),
  archive_key: z.string(),
  dropped_at: instantInput,
});

export const handler = taskHandler(input, async ({ kind, bucket, key, ...drop }) => {
  const names = { dropId: drop.drop_id, contentHash: drop.content_hash, archiveKey: drop.archive_key };
  const isArchive = kind === 'plays-archive';
  const outcome = await importPlays({ bucket, key, ...names, droppedAt: drop.dropped_at, isArchive }, ports);
  if (outcome.kind === 'imported' && !outcome.isRepeated) {
    const { accepted = 0, quarantined = 0 } = outcome.counts;
    countMetric('PlaysLanded', accepted);
    countMetric('PlaysQuarantined', quarantined);
    recordPercent('PlaysQuarantinedPercent', quarantined, accepted + quarantined);
  }
  return importResultOf(outcome);
});
