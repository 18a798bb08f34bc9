import { z } from 'zod';
import { postRelease } from '#close/steps/post-release';
import { periodRegister, totalsReader } from '#platform/compose/close';
import { ledger } from '#platform/compose/ledger';
import { releaseRegister, releaseTotalsReader } from '#platform/compose/releases';
import { taskHandler } from '#platform/task-handler';

const input = z.object({
  period_id: z.string(),
  bridge_version: z.number().int().min(1),
  lines: z.number().int().min(0),
});
const ports = {
  register: periodRegister(),
  releases: releaseRegister(),
  totals: totalsReader(),
  releaseTotals: releaseTotalsReader(),
  ledger: ledger(),
};

export const handler = taskHandler(input, ({ period_id, bridge_version, lines }, { clock }) =>
  postRelease({ ...ports, clock }, { periodId: period_id, bridgeVersion: bridge_version, lines }),
);
