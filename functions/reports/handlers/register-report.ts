import { z } from 'zod';
import type { Instant } from '#kernel/time/clock';
import { dropRecords } from '#platform/compose/drops';
import { mappingStore, reportFiles, reportOpener, reportRegister } from '#platform/compose/reports';
import { taskHandler } from '#platform/task-handler';
import { registerReport } from '#reports/steps/register-report';

const ports = {
  files: reportFiles(),
  opener: reportOpener(),
  mappings: mappingStore(),
  register: reportRegister(),
  drops: dropRecords(),
};

const input = z.object({
  drop_id: z.string(),
  bucket: z.string(),
  key: z.string(),
  etag: z.string(),
  size: z.number(),
  dropped_at: z.string(),
  sheet_id: z.string().optional(),
});

export const handler = taskHandler(input, ({ drop_id, dropped_at, sheet_id, ...object }, { clock }) =>
  registerReport(
    { ...ports, clock },
    {
      ...object,
      dropId: drop_id,
      droppedAt: dropped_at as Instant,
      ...(sheet_id !== undefined && { sheetId: sheet_id }),
    },
  ),
);
