import { assertThat } from '#kernel/errors';
import type { Clock } from '#kernel/time/clock';
import type { ReportRegister } from '#reports/ports';
import type { Report } from '#reports/report';

export interface ReportChange {
  readonly reportId: string;
  /** What changes; `undefined` when the report is already as it should be. Called again when another writer was faster. */
  readonly change: (report: Report) => Partial<Report> | undefined;
  /** What the timeline says of it. */
  readonly event?: { readonly step: string; readonly note: string; readonly actor?: string };
}

/** Moves a report's record forward under its optimistic lock; answers the record that stands. */
export async function changeReport(
  { register, clock }: { readonly register: ReportRegister; readonly clock: Clock },
  { reportId, change, event }: ReportChange,
): Promise<Report> {
  for (;;) {
    const report = await requireReport(register, reportId);
    const changes = change(report);
    if (changes === undefined) return report;
    const at = clock.now();
    const next: Report = { ...report, ...changes, updatedAt: at, revision: report.revision + 1 };
    const outcome = await register.save(next, event === undefined ? undefined : { ...event, at });
    if (outcome === 'saved') return next;
  }
}

/** The report of a running execution; asserts that it exists, since registration is the first step. */
export async function requireReport(register: ReportRegister, reportId: string): Promise<Report> {
  const report = await register.find(reportId);
  assertThat(report !== undefined, `Report ${reportId} is not registered; RegisterReport writes it first`);
  return report;
}
