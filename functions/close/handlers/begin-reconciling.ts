import { z } from 'zod';
import { beginReconciling } from '#close/steps/begin-reconciling';
import { closeTask } from '#close/task-input';
import { periodRegister } from '#platform/compose/close';
import { taskHandler } from '#platform/task-handler';

const count = z.number().int().min(0);
const input = closeTask.extend({
  sealed: z.object({
    play_manifest_key: z.string(),
    play_manifest_hash: z.string(),
    plays: count,
    late_plays: count,
    quarantined_plays: count,
    duplicate_plays: count,
  }),
});
const register = periodRegister();

export const handler = taskHandler(input, ({ period_id, sealed }, { clock }) =>
  beginReconciling(
    { register, clock },
    {
      periodId: period_id,
      seal: {
        playManifestKey: sealed.play_manifest_key,
        playManifestHash: sealed.play_manifest_hash,
        plays: sealed.plays,
        latePlays: sealed.late_plays,
        quarantinedPlays: sealed.quarantined_plays,
        duplicatePlays: sealed.duplicate_plays,
      },
    },
  ),
);
