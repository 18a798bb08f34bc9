import type { ReportRegister, Waiters } from '#reports/ports';
import type { Report } from '#reports/report';

/** Wakes the other versions of a failed report's sheet: there is nothing left that they would have to supersede (R25). */
export async function wakeSheet(
  { register, waiters }: { readonly register: ReportRegister; readonly waiters: Waiters },
  { provider, sheetId, reportId }: Report,
): Promise<void> {
  if (sheetId === undefined) return;
  const { reportIds } = await register.findSheet({ provider, sheetId });
  for (const other of reportIds) {
    if (other === reportId) continue;
    const version = await register.find(other);
    if (version?.taskToken !== undefined) await waiters.wake(version.taskToken);
  }
}
