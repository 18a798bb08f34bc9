import type { DropRegister } from '#drops/ports';
import type { Clock } from '#kernel/time/clock';
import type { ReportLines, ReportRegister } from '#reports/ports';
import { changeReport, requireReport } from '#reports/steps/change-report';

export interface CompleteReportPorts {
  readonly lines: ReportLines;
  readonly register: ReportRegister;
  readonly drops: DropRegister;
  readonly clock: Clock;
}

/** Ends a proven report and its drop. Safe to repeat. */
export async function completeReport(
  ports: CompleteReportPorts,
  reportId: string,
): Promise<{ readonly outcome: 'completed' }> {
  await ports.lines.publish(await requireReport(ports.register, reportId));
  const report = await changeReport(ports, {
    reportId,
    change: ({ status }) => (status === 'completed' ? undefined : { status: 'completed' }),
    event: {
      step: 'CompleteReport',
      note: 'Completed: every unit received is on a holder’s or the commission account',
    },
  });
  await ports.drops.markCompleted(report.dropId, {
    at: ports.clock.now(),
    counts: report.counts,
    contentHash: report.contentHash,
    link: { type: 'report', id: reportId },
  });
  return { outcome: 'completed' };
}
