import { reportRegister } from '#platform/compose/reports';
import { httpHandler } from '#platform/http/http-handler';
import { listReports } from '#reports/api';
import { reportBodyOf } from '#reports/report-view';

const register = reportRegister();

export const handler = httpHandler(listReports, async ({ query: { limit }, page }) => {
  const { reports, nextCursor } = await register.list({
    limit,
    ...(page.after !== undefined && { cursor: page.after }),
  });
  const items = reports.map((report) => reportBodyOf(report));
  return { status: 200, body: { items, next_cursor: page.nextCursor(nextCursor) } };
});
