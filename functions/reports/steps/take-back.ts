import type { Ledger } from '#ledger/ports';
import { requirePosted } from '#ledger/require-posted';
import type { ReportLines } from '#reports/ports';
import { distributionDrafts, remittanceDrafts } from '#reports/postings';
import type { Report } from '#reports/report';

/**
 * Reverses everything that a report posted, holders first, so that its clearing accounts end at zero again (R27, R30).
 * What was posted in part is posted to its end before it is reversed: half a distribution has no mirror image. What was
 * not begun is precluded, so that a writer who was thought dead never begins it either.
 * Safe to repeat. Throws `LedgerRefused`.
 */
export async function takeBack(
  { ledger, lines }: { readonly ledger: Ledger; readonly lines: ReportLines },
  report: Report,
  reason: { readonly by: string; readonly note: string },
): Promise<void> {
  await lines.withdraw(report);
  if (report.postingBegan !== true && report.status !== 'completed') return;
  const preclusion = { actor: { subject: reason.by }, reason: reason.note };
  for (const draft of distributionDrafts(report, await lines.totals(report))) {
    if ((await ledger.preclude(draft, preclusion)).kind === 'precluded') continue;
    requirePosted(draft.id, await ledger.postInChunks(draft));
    await reverse(ledger, draft.id, report, reason);
  }
  for (const draft of remittanceDrafts(report)) {
    if ((await ledger.preclude(draft, preclusion)).kind === 'stands') await reverse(ledger, draft.id, report, reason);
  }
}

async function reverse(
  ledger: Ledger,
  id: string,
  report: Report,
  { by, note }: { readonly by: string; readonly note: string },
): Promise<void> {
  const outcome = await ledger.reverse({
    id,
    // The original's own time, so that a repeated call records the same reversal.
    effectiveAt: report.effectiveAt ?? report.createdAt,
    correlationId: report.reportId,
    actor: { subject: by },
    note,
  });
  requirePosted(`${id}~reversal`, outcome);
}
