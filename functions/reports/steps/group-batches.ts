import type { Clock } from '#kernel/time/clock';
import type { TrackMatches } from '#reports/match-ports';
import type { BatchRegister, ReportLines, ReportRegister } from '#reports/ports';
import { changeReport, requireReport } from '#reports/steps/change-report';

export interface GroupBatchesPorts {
  readonly matches: TrackMatches;
  readonly lines: ReportLines;
  readonly batches: BatchRegister;
  readonly register: ReportRegister;
  readonly clock: Clock;
}

/**
 * Gives every line's batch its record: per artist for artist releases, per label for label releases. A batch that an
 * earlier report of the provider's period made is reused. Safe to repeat.
 */
export async function groupBatches(
  ports: GroupBatchesPorts,
  reportId: string,
): Promise<{ readonly outcome: 'grouped' }> {
  const report = await requireReport(ports.register, reportId);
  const known = report.counts['batches'];
  if (known !== undefined) return { outcome: 'grouped' };
  const used = new Set((await ports.lines.totals(report)).map(({ batchId }) => batchId));
  const batches = (await ports.matches.batches(report)).filter(({ batchId }) => used.has(batchId));
  const { reused } = await ports.batches.reuseOrCreate(batches);
  await changeReport(ports, {
    reportId,
    change: ({ counts }) => ({ counts: { ...counts, batches: batches.length } }),
    event: { step: 'GroupBatches', note: `Grouped into ${batches.length} batches, ${reused} of them existing` },
  });
  return { outcome: 'grouped' };
}
