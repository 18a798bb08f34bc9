import { z } from 'zod';
import { beginRelease } from '#close/steps/begin-release';
import { releaseRegister } from '#platform/compose/releases';
import { taskHandler } from '#platform/task-handler';

const input = z.object({ period_id: z.string(), bridge_version: z.number().int().min(1) });
const ports = { releases: releaseRegister() };

export const handler = taskHandler(input, ({ period_id, bridge_version }) =>
  beginRelease(ports, { periodId: period_id, bridgeVersion: bridge_version }),
);
