import { errorLog, reportRegister } from '#platform/compose/reports';
import { httpHandler } from '#platform/http/http-handler';
import { getReportErrors } from '#reports/api';
import { reportNotFound } from '#reports/steps/state-remittance';

const register = reportRegister();
const log = errorLog();

export const handler = httpHandler(getReportErrors, async ({ params: { id } }) => {
  if ((await register.find(id)) === undefined) return reportNotFound(id);
  const groups = (await log.groups(id)).map((group) => ({ ...group, examples: [...group.examples] }));
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const downloadUrl = (await log.downloadUrl(id)) ?? null;
  return { status: 200, body: { report_id: id, count, groups, download_url: downloadUrl } };
});
