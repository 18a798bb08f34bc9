import { z } from 'zod';
import { writeRelease } from '#attribution/steps/write-release';
import { closedPeriods, lakeDocuments } from '#platform/compose/attribution';
import { flagBook } from '#platform/compose/fraud';
import { releaseLake } from '#platform/compose/releases';
import { taskHandler } from '#platform/task-handler';

const version = z.number().int().min(1);
const input = z.object({ period_id: z.string(), bridge_version: version, earlier: z.array(version) });
const ports = { closedPeriods: closedPeriods(), documents: lakeDocuments(), lake: releaseLake(), flags: flagBook() };

export const handler = taskHandler(input, ({ period_id, bridge_version, earlier }) =>
  writeRelease({ periodId: period_id, bridgeVersion: bridge_version, earlier }, ports),
);
