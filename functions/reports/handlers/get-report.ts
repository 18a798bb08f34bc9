import { reportRegister } from '#platform/compose/reports';
import { httpHandler } from '#platform/http/http-handler';
import { getReport } from '#reports/api';
import { reportBodyOf } from '#reports/report-view';
import { reportNotFound } from '#reports/steps/state-remittance';

const register = reportRegister();

export const handler = httpHandler(getReport, async ({ params: { id } }) => {
  const [report, events] = await Promise.all([register.find(id), register.events(id)]);
  return report === undefined ? reportNotFound(id) : { status: 200, body: reportBodyOf(report, events) };
});
