import type { DropIssue } from '#drops/drop';
import type { DropRegister } from '#drops/ports';
import type { Clock } from '#kernel/time/clock';
import type { Ledger } from '#ledger/ports';
import type { ErrorLog, ReportLines, ReportRegister, Waiters } from '#reports/ports';
import { type Abandonment, isFinal, type Report } from '#reports/report';
import { describeReportError, type ReportErrorGroup } from '#reports/report-error';
import { abandonmentError } from '#reports/steps/abandon-report';
import { changeReport, requireReport } from '#reports/steps/change-report';
import { completeDrop } from '#reports/steps/complete-report';
import { takeBack } from '#reports/steps/take-back';
import { wakeSheet } from '#reports/steps/wake-sheet';

export interface FailReportPorts {
  readonly register: ReportRegister;
  readonly drops: DropRegister;
  readonly errorLog: ErrorLog;
  readonly lines: ReportLines;
  readonly ledger: Ledger;
  readonly waiters: Waiters;
  readonly clock: Clock;
}

/** What a state machine's Catch says, or nothing when the report was refused for its own errors. */
export interface Fault {
  readonly error: string;
  readonly cause: string;
}

export interface Failure {
  readonly dropId: string;
  /** Absent when registration itself failed. */
  readonly reportId?: string | undefined;
  readonly fault?: Fault | undefined;
}

/**
 * Ends a report and its drop as failed, with the reason on both. Whatever was posted is taken back first: nothing of a
 * failed report stays in the ledger (R22). A completed report stays completed. Versions of its sheet that wait for it are
 * woken. Safe to repeat.
 */
export async function failReport(ports: FailReportPorts, failure: Failure): Promise<{ readonly outcome: 'failed' }> {
  const { dropId, reportId, fault } = failure;
  if (reportId === undefined) {
    await ports.drops.markFailed(dropId, { at: ports.clock.now(), errors: [faultIssue(fault)] });
    return { outcome: 'failed' };
  }
  const { abandonment } = await requireReport(ports.register, reportId);
  // A person's decision is the reason, whatever befell the execution afterwards.
  const isRefused = fault === undefined || abandonment !== undefined;
  const groups = isRefused ? await groupsOf(ports.errorLog, { reportId, abandonment }) : [];
  const sentence = isRefused ? failureSentence(groups) : faultIssue(fault).message;
  // The reason comes first, under the report's lock: from then on no other step seals, posts or completes (R22).
  const failing = await changeReport(ports, {
    reportId,
    change: ({ status, failure: former }) =>
      isFinal(status) || former !== undefined
        ? undefined
        : { failure: sentence, waitingFor: undefined, taskToken: undefined },
  });
  if (failing.status === 'completed') {
    await completeDrop(ports, failing);
    return { outcome: 'failed' };
  }
  await takeBack(ports, failing, { by: 'ingest-report', note: noteOf(sentence) });
  await finishSupersession(ports, failing);
  const report = await changeReport(ports, {
    reportId,
    change: ({ status }) => (status === 'failed' ? undefined : { status: 'failed' }),
    event: { step: 'FailReport', note: sentence },
  });
  await markDrop(ports, report, isRefused ? issuesOf(groups) : [faultIssue(fault)]);
  await wakeSheet(ports, report);
  return { outcome: 'failed' };
}

/** What the report was refused for; a person's decision is listed like any other error. */
async function groupsOf(
  errorLog: ErrorLog,
  { reportId, abandonment }: { readonly reportId: string; readonly abandonment: Abandonment | undefined },
): Promise<readonly ReportErrorGroup[]> {
  if (abandonment === undefined) return errorLog.groups(reportId);
  const log = await errorLog.open(reportId, 'anew');
  try {
    await log.append(abandonmentError(abandonment));
    return await log.close();
  } finally {
    await log.abandon();
  }
}

/**
 * A report that says it is superseded has nothing in the ledger, even when the one that superseded it failed in between:
 * a new attempt of that one then posts by itself, and nothing stands twice.
 */
async function finishSupersession(ports: FailReportPorts, { reportId, supersession }: Report): Promise<void> {
  if (supersession?.approvedBy === undefined) return;
  const former = await ports.register.find(supersession.supersedes);
  if (former?.status !== 'completed' || former.supersededBy !== reportId) return;
  await takeBack(ports, former, { by: supersession.approvedBy, note: `Superseded by report ${reportId}` });
}

/** A cut may fall inside a character, which no store keeps. */
function noteOf(sentence: string): string {
  return `The report failed: ${sentence}`.slice(0, 500).toWellFormed();
}

async function markDrop(
  { drops, clock }: FailReportPorts,
  report: Report,
  errors: readonly DropIssue[],
): Promise<void> {
  await drops.markFailed(report.dropId, {
    at: clock.now(),
    counts: report.counts,
    contentHash: report.contentHash,
    link: { type: 'report', id: report.reportId },
    errors,
  });
}

function failureSentence(groups: readonly ReportErrorGroup[]): string {
  const [first] = groups.flatMap(({ examples }) => examples);
  const counts = groups.map(({ type, count }) => `${type} × ${count}`).join(', ');
  return first === undefined ? 'The report was refused' : `${counts}. ${describeReportError(first)}`;
}

function issuesOf(groups: readonly ReportErrorGroup[]): readonly DropIssue[] {
  return groups.flatMap(({ examples }) =>
    examples.map((error) => ({
      code: error.type,
      message: describeReportError(error),
      ...(error.line > 0 && { line: error.line }),
      ...(error.column !== '' && { column: error.column }),
      ...(error.value !== '' && { value: error.value }),
    })),
  );
}

function faultIssue(fault: Fault | undefined): DropIssue {
  const error = fault?.error ?? 'Unknown';
  return {
    code: 'fault',
    message: `A fault on our side stopped the report: ${error}: ${messageOf(fault?.cause ?? '').toWellFormed()}`,
  };
}

/** A Lambda's cause is JSON with an `errorMessage`. */
function messageOf(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    const message =
      typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed ? parsed.errorMessage : cause;
    return String(message).slice(0, 500);
  } catch {
    return cause.slice(0, 500);
  }
}
