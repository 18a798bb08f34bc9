import type { ReportRegister } from '#reports/ports';
import type { Report } from '#reports/report';

/**
 * The report that took this one's place, or `undefined` while the place is free. One that failed does not hold it:
 * another may name the same report, which by then has nothing in the ledger any more (R25).
 */
export async function supersederOf(
  register: Pick<ReportRegister, 'find'>,
  report: Report,
): Promise<string | undefined> {
  if (report.supersededBy === undefined) return undefined;
  const superseder = await register.find(report.supersededBy);
  return superseder?.status === 'failed' ? undefined : report.supersededBy;
}
