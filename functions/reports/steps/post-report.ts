import { RoyaltyError } from '#kernel/errors';
import type { Clock } from '#kernel/time/clock';
import type { Ledger } from '#ledger/ports';
import type { ReportLines, ReportRegister } from '#reports/ports';
import { distributionDrafts, remittanceDrafts } from '#reports/postings';
import { changeReport, requireReport } from '#reports/steps/change-report';
import { requirePosted } from '#reports/steps/require-posted';
import { takeBack } from '#reports/steps/take-back';

export interface PostReportPorts {
  readonly lines: ReportLines;
  readonly ledger: Ledger;
  readonly register: ReportRegister;
  readonly clock: Clock;
}

/** Another report took the place of the one that this report names, after both were sealed. */
export class SupersededOtherwise extends RoyaltyError {
  override readonly name = 'SupersededOtherwise';
}

/**
 * Posts what arrived and what the lines make of it (R30); a report that supersedes another takes that one's postings
 * back first (R25). Safe to repeat: every transaction's id is derived from the report (R28). Throws `LedgerRefused`, and
 * `SupersededOtherwise` before anything is posted.
 */
export async function postReport(ports: PostReportPorts, reportId: string): Promise<{ readonly outcome: 'posted' }> {
  const { register, ledger } = ports;
  const report = await requireReport(register, reportId);
  await supersedeFormer(ports, reportId);
  const remittances = remittanceDrafts(report);
  for (const draft of remittances) requirePosted(draft.id, await ledger.post(draft));
  const distributions = distributionDrafts(report, await ports.lines.totals(report));
  for (const draft of distributions) requirePosted(draft.id, await ledger.postInChunks(draft));
  const transactions = remittances.length + distributions.length;
  await changeReport(ports, {
    reportId,
    change: ({ counts }) =>
      counts['transactions'] === undefined ? { counts: { ...counts, transactions } } : undefined,
    event: { step: 'PostReport', note: `Posted ${transactions} journal transactions` },
  });
  return { outcome: 'posted' };
}

async function supersedeFormer(ports: PostReportPorts, reportId: string): Promise<void> {
  const { supersession } = await requireReport(ports.register, reportId);
  if (supersession?.approvedBy === undefined) return;
  const former = await requireReport(ports.register, supersession.supersedes);
  // The claim comes first: of two reports that were approved for the same one, only the one that holds it may post.
  const claimed = await changeReport(ports, {
    reportId: former.reportId,
    change: (current) => (current.supersededBy === undefined ? { supersededBy: reportId } : undefined),
    event: { step: 'Superseded', note: `Superseded by ${reportId}`, actor: supersession.approvedBy },
  });
  if (claimed.supersededBy !== reportId) {
    throw new SupersededOtherwise(
      `${former.reportId} is superseded by ${claimed.supersededBy}; drop the file again and name that one`,
    );
  }
  if (former.status === 'completed') {
    await takeBack(ports, former, { by: supersession.approvedBy, note: `Superseded by report ${reportId}` });
  }
}
