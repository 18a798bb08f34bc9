import type { Period } from '#close/period';

/** Whether a second person approved exactly what stands in the ledger: another subject than any who asked, the same digest. */
export function isApproved({ approval, posting, askedBy }: Period): boolean {
  return (
    approval !== undefined &&
    posting?.provenAt !== undefined &&
    approval.digest === posting.digest &&
    !askedBy.includes(approval.approvedBy)
  );
}
