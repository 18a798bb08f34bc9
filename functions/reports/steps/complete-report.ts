import type { DropRegister } from '#drops/ports';
import type { Clock } from '#kernel/time/clock';
import type { ReportLines, ReportRegister } from '#reports/ports';
import type { Report } from '#reports/report';
import { changeReport, requireReport } from '#reports/steps/change-report';
import { requireGoing } from '#reports/steps/require-going';

export interface CompleteReportPorts {
  readonly lines: ReportLines;
  readonly register: ReportRegister;
  readonly drops: DropRegister;
  readonly clock: Clock;
}

/** Ends a proven report and its drop. Safe to repeat. Throws `ReportEnded` for a report that failed. */
export async function completeReport(
  ports: CompleteReportPorts,
  reportId: string,
): Promise<{ readonly outcome: 'completed' }> {
  await ports.lines.publish(requireGoing(await requireReport(ports.register, reportId)));
  const report = await changeReport(ports, {
    reportId,
    change: (current) => (requireGoing(current).status === 'completed' ? undefined : { status: 'completed' }),
    event: {
      step: 'CompleteReport',
      note: 'Completed: every unit received is on a holder’s or the commission account',
    },
  });
  await completeDrop(ports, report);
  return { outcome: 'completed' };
}

/** Ends the drop of a completed report. */
export async function completeDrop(
  { drops, clock }: Pick<CompleteReportPorts, 'drops' | 'clock'>,
  { dropId, counts, contentHash, reportId }: Report,
): Promise<void> {
  await drops.markCompleted(dropId, { at: clock.now(), counts, contentHash, link: { type: 'report', id: reportId } });
}
