import type { ProcessDesk } from '#audit/lake-ports';
import { periodRegister } from '#platform/compose/close';
import { reportRegister } from '#platform/compose/reports';

type Stand = Awaited<ReturnType<ProcessDesk['standOf']>>;

/** By the second segment of a clearing account: how its process stands. A context that opens such accounts answers here. */
const STANDS: Readonly<Record<string, (id: string) => Promise<Stand>>> = {
  report: async (id) => {
    const report = await reportRegister().find(id);
    if (report === undefined) return 'unknown';
    return report.status === 'completed' || report.status === 'failed' ? 'over' : 'open';
  },
  pool: async (id) => {
    const period = await periodRegister().find(id);
    if (period === undefined) return 'unknown';
    return period.posting?.provenAt === undefined ? 'open' : 'over';
  },
  // A payment goes through in one transaction, so its clearing account never holds anything (R30).
  payout: async () => 'over',
};

export function processDesk(): ProcessDesk {
  return { standOf: async ({ process, id }) => (await STANDS[process]?.(id)) ?? 'unknown' };
}
