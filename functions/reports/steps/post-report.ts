import { RoyaltyError } from '#kernel/errors';
import type { Clock } from '#kernel/time/clock';
import type { Ledger } from '#ledger/ports';
import { requirePosted } from '#ledger/require-posted';
import type { ReportLines, ReportRegister } from '#reports/ports';
import { distributionDrafts, remittanceDrafts } from '#reports/postings';
import type { Report } from '#reports/report';
import { changeReport, requireReport } from '#reports/steps/change-report';
import { requireGoing } from '#reports/steps/require-going';
import { supersederOf } from '#reports/steps/standing';
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
 * `ReportEnded` or `SupersededOtherwise` before anything is posted.
 */
export async function postReport(ports: PostReportPorts, reportId: string): Promise<{ readonly outcome: 'posted' }> {
  const { ledger } = ports;
  const report = requireGoing(await requireReport(ports.register, reportId));
  // All that can be wrong with the drafts is found before the former version is taken back.
  const remittances = remittanceDrafts(report);
  const distributions = distributionDrafts(report, await ports.lines.totals(report));
  await supersedeFormer(ports, report);
  await begin(ports, reportId);
  for (const draft of remittances) requirePosted(draft.id, await ledger.post(draft));
  for (const draft of distributions) requirePosted(draft.id, await ledger.postInChunks(draft));
  const transactions = remittances.length + distributions.length;
  await changeReport(ports, {
    reportId,
    change: (current) => {
      const { counts } = requireGoing(current);
      return counts['transactions'] === undefined ? { counts: { ...counts, transactions } } : undefined;
    },
    event: { step: 'PostReport', note: `Posted ${transactions} journal transactions` },
  });
  return { outcome: 'posted' };
}

/** Marks that the ledger may hold something of the report from now on, under the lock that a failure takes too. */
function begin(ports: PostReportPorts, reportId: string): Promise<Report> {
  return changeReport(ports, {
    reportId,
    change: (report) => (requireGoing(report).postingBegan === true ? undefined : { postingBegan: true }),
  });
}

/** Claims the former version, so that of two that name it one posts; then takes it back. */
async function supersedeFormer(ports: PostReportPorts, { reportId, supersession }: Report): Promise<void> {
  if (supersession?.approvedBy === undefined) return;
  const { supersedes, approvedBy } = supersession;
  const found = await requireReport(ports.register, supersedes);
  const superseder = await supersederOf(ports.register, found);
  const former = await changeReport(ports, {
    reportId: supersedes,
    change: ({ supersededBy }) =>
      superseder === undefined && supersededBy === found.supersededBy ? { supersededBy: reportId } : undefined,
    event: { step: 'Superseded', note: `Superseded by ${reportId}`, actor: approvedBy },
  });
  if (former.supersededBy !== reportId) {
    throw new SupersededOtherwise(
      `${supersedes} is superseded by ${former.supersededBy}; drop the file again and name that one`,
    );
  }
  if (former.status === 'completed') {
    await takeBack(ports, former, { by: approvedBy, note: `Superseded by report ${reportId}` });
  }
}
