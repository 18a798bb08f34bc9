import type { DropIssue } from '#drops/drop';
import type { DropRegister } from '#drops/ports';
import type { Clock } from '#kernel/time/clock';
import type { Ledger } from '#ledger/ports';
import type { ErrorLog, ReportLines, ReportRegister } from '#reports/ports';
import { isFinal, type Report } from '#reports/report';
import { describeReportError, type ReportErrorGroup } from '#reports/report-error';
import { changeReport } from '#reports/steps/change-report';
import { completeDrop } from '#reports/steps/complete-report';
import { takeBack } from '#reports/steps/take-back';

export interface FailReportPorts {
  readonly register: ReportRegister;
  readonly drops: DropRegister;
  readonly errorLog: ErrorLog;
  readonly lines: ReportLines;
  readonly ledger: Ledger;
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
 * failed report stays in the ledger (R22). A completed report stays completed. Safe to repeat.
 */
export async function failReport(ports: FailReportPorts, failure: Failure): Promise<{ readonly outcome: 'failed' }> {
  const { dropId, reportId, fault } = failure;
  if (reportId === undefined) {
    await ports.drops.markFailed(dropId, { at: ports.clock.now(), errors: [faultIssue(fault)] });
    return { outcome: 'failed' };
  }
  const groups = fault === undefined ? await ports.errorLog.groups(reportId) : [];
  const sentence = fault === undefined ? failureSentence(groups) : faultIssue(fault).message;
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
  await markDrop(ports, report, fault === undefined ? issuesOf(groups) : [faultIssue(fault)]);
  return { outcome: 'failed' };
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
