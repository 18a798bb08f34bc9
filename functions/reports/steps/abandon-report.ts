import { type Problem, problem } from '#kernel/api/problem';
import type { Clock } from '#kernel/time/clock';
import type { Waiters } from '#reports/ports';
import type { Abandonment, Report } from '#reports/report';
import { describeReportError, type ReportError, reportError } from '#reports/report-error';
import { changeReport } from '#reports/steps/change-report';
import { checkReadiness, type ReadinessPorts } from '#reports/steps/readiness-facts';
import { reportNotFound } from '#reports/steps/state-remittance';

export interface AbandonReportPorts extends ReadinessPorts {
  readonly waiters: Waiters;
  readonly clock: Clock;
}

/** Who ends the wait of a report, and why in that person's words. */
export interface AbandonRequest {
  readonly reportId: string;
  readonly reason: string;
  readonly subject: string;
}

/**
 * Ends the wait of a report whose money never comes or never fits (R23): the decision stands under the report's lock,
 * and the execution that it wakes fails the report. A fact that lets the report convert and this decision exclude each
 * other: whichever was written first stands. Answers the report, or the refusal.
 */
export async function abandonReport(ports: AbandonReportPorts, request: AbandonRequest): Promise<Report | Problem> {
  const report = await ports.register.find(request.reportId);
  if (report === undefined) return reportNotFound(request.reportId);
  const refusal = refusalOf(report);
  if (refusal !== undefined) return refusal;
  const readiness = await checkReadiness(ports, report);
  if (readiness.kind === 'ready') return notWaiting(report, 'has all that it waited for and is about to convert');
  const abandonment: Abandonment = {
    by: request.subject,
    at: ports.clock.now(),
    reason: request.reason.toWellFormed(),
  };
  const changed = await changeReport(ports, {
    reportId: request.reportId,
    change: (current) =>
      current.revision === report.revision
        ? {
            status: 'processing',
            abandonment,
            failure: describeReportError(abandonmentError(abandonment)),
            errors: [{ type: 'abandoned', count: 1 }],
            waitingFor: undefined,
          }
        : undefined,
    event: { step: 'AbandonReport', note: abandonment.reason, actor: abandonment.by },
  });
  // Somebody stated a fact, or abandoned it, in between: what is true now decides.
  if (changed.abandonment !== abandonment) return abandonReport(ports, request);
  if (changed.taskToken !== undefined) await ports.waiters.wake(changed.taskToken);
  return changed;
}

/** The decision as an error of the report: who, when and why. */
export function abandonmentError({ by, at, reason }: Abandonment): ReportError {
  const expected = `${by} said so at ${at}; its content may be dropped again as a new attempt`;
  return reportError('abandoned', { value: reason }, expected);
}

function refusalOf(report: Report): Problem | undefined {
  const { abandonment, status } = report;
  if (abandonment !== undefined) return notWaiting(report, `was abandoned by ${abandonment.by} at ${abandonment.at}`);
  if (status !== 'awaiting_remittance' || report.sealedRemittances !== undefined) {
    return notWaiting(report, `is ${status}`);
  }
  return report.failure === undefined ? undefined : notWaiting(report, `is failing: ${report.failure}`);
}

function notWaiting({ reportId }: Report, how: string): Problem {
  const detail = `${reportId} ${how}; only a report that is awaiting_remittance can be abandoned.`;
  return problem(409, 'report-not-waiting', detail);
}
