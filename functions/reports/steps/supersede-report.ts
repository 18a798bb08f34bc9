import { type Problem, problem } from '#kernel/api/problem';
import type { Clock } from '#kernel/time/clock';
import type { ReportRegister, Waiters } from '#reports/ports';
import { isFailing, type Report, type Supersession } from '#reports/report';
import { changeReport } from '#reports/steps/change-report';
import { supersededBesides } from '#reports/steps/readiness-facts';
import { supersederOf } from '#reports/steps/standing';
import { reportNotFound } from '#reports/steps/state-remittance';

export interface SupersedeReportPorts {
  readonly register: ReportRegister;
  readonly waiters: Waiters;
  readonly clock: Clock;
}

/** Who says that one report replaces another. */
export interface SupersedeRequest {
  readonly reportId: string;
  readonly supersedes: string;
  readonly subject: string;
  readonly mayPrepare: boolean;
  readonly mayApprove: boolean;
}

/**
 * Prepares, or as a second person approves, that a report supersedes another of its provider (R25), and wakes it.
 * Answers the report, or the refusal.
 */
export async function supersedeReport(
  ports: SupersedeReportPorts,
  request: SupersedeRequest,
): Promise<Report | Problem> {
  const { register, waiters, clock } = ports;
  const [report, former] = await Promise.all([register.find(request.reportId), register.find(request.supersedes)]);
  if (report === undefined) return reportNotFound(request.reportId);
  // What another report superseded in between can no longer be meant; another name is prepared in its place.
  const isVoid = (await supersededBesides(register, report)) !== undefined;
  const prepared = isVoid ? undefined : report.supersession;
  const superseder = former === undefined ? undefined : await supersederOf(register, former);
  const refusal = refusalOf(report, prepared, former, { ...request, superseder });
  if (refusal !== undefined) return refusal;
  const isApproval = prepared !== undefined;
  const supersession = next(prepared, request, clock);
  const changed = await changeReport(ports, {
    reportId: request.reportId,
    change: (current) => (current.revision === report.revision ? { supersession } : undefined),
    event: {
      step: isApproval ? 'SupersessionApproved' : 'SupersessionPrepared',
      note: `Supersedes ${request.supersedes}`,
      actor: request.subject,
    },
  });
  if (changed.supersession !== supersession) return supersedeReport(ports, request);
  if (changed.taskToken !== undefined) await waiters.wake(changed.taskToken);
  return changed;
}

function next(former: Supersession | undefined, { supersedes, subject }: SupersedeRequest, clock: Clock): Supersession {
  if (former === undefined) return { supersedes, preparedBy: subject, preparedAt: clock.now() };
  return { ...former, approvedBy: subject, approvedAt: clock.now() };
}

function refusalOf(
  report: Report,
  prepared: Supersession | undefined,
  former: Report | undefined,
  request: SupersedeRequest & { readonly superseder: string | undefined },
): Problem | undefined {
  const { supersedes, subject, superseder } = request;
  if (former === undefined || former.provider !== report.provider || supersedes === report.reportId) {
    const detail = `must be another report of ${report.provider}`;
    return problem(422, 'supersedes-wrong', `body /supersedes: ${detail}`, [
      { in: 'body', pointer: '/supersedes', detail },
    ]);
  }
  if (report.status === 'completed' || isFailing(report) || report.sealedRemittances !== undefined) {
    return problem(409, 'report-sealed', `${report.reportId} is ${report.status}; say it before the report converts.`);
  }
  if (superseder !== undefined || former.status !== 'completed') {
    const now = superseder === undefined ? former.status : `superseded by ${superseder}`;
    return problem(409, 'not-supersedable', `${supersedes} is ${now}; only a completed report can be superseded.`);
  }
  if (prepared === undefined) {
    return request.mayPrepare
      ? undefined
      : problem(409, 'not-prepared', 'Operations name the report first, then an approver.');
  }
  if (prepared.supersedes !== supersedes) {
    return problem(
      409,
      'prepared-otherwise',
      `${prepared.preparedBy} prepared that it supersedes ${prepared.supersedes}.`,
    );
  }
  if (prepared.approvedBy !== undefined) return problem(409, 'already-approved', `${prepared.approvedBy} approved it.`);
  if (!request.mayApprove || prepared.preparedBy === subject) {
    return problem(
      403,
      'second-person-needed',
      `${prepared.preparedBy} prepared it; an approver who is another person approves.`,
    );
  }
  return undefined;
}
