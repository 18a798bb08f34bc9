import type { MappingStore, ReportRegister } from '#reports/ports';
import { type Readiness, readinessOf } from '#reports/readiness';
import type { Report } from '#reports/report';
import { requireMapping } from '#reports/steps/detect-mapping';
import { supersederOf } from '#reports/steps/standing';

export interface ReadinessPorts {
  readonly register: ReportRegister;
  readonly mappings: MappingStore;
}

/** Reads the stored facts and decides whether the report may convert. Nothing else decides it: no token, no message. */
export async function checkReadiness({ register, mappings }: ReadinessPorts, report: Report): Promise<Readiness> {
  const mapping = await requireMapping(mappings, report);
  const remittances = await register.remittances(report.reportId);
  const earlier = await Promise.all(report.sheetReports.map((reportId) => register.find(reportId)));
  const standingSheetReports = earlier.flatMap((one) =>
    one === undefined || one.status === 'failed' || one.supersededBy !== undefined ? [] : [one.reportId],
  );
  const supersededOtherwise = await supersededBesides(register, report);
  return readinessOf({ report, remittances, standingSheetReports, supersededOtherwise, bounds: mapping.factor });
}

/** The report that supersedes what `report` names, if that is another one; `undefined` while the name still holds. */
export async function supersededBesides(register: ReportRegister, report: Report): Promise<string | undefined> {
  if (report.supersession === undefined) return undefined;
  const named = await register.find(report.supersession.supersedes);
  const superseder = named === undefined ? undefined : await supersederOf(register, named);
  return superseder === report.reportId ? undefined : superseder;
}
