import type { MappingStore, ReportRegister } from '#reports/ports';
import { type Readiness, readinessOf } from '#reports/readiness';
import type { Report } from '#reports/report';
import { requireMapping } from '#reports/steps/detect-mapping';

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
  return readinessOf({ report, remittances, standingSheetReports, bounds: mapping.factor });
}
