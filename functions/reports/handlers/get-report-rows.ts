import { lakeQueries, reportRegister } from '#platform/compose/reports';
import { httpHandler } from '#platform/http/http-handler';
import { getReportRows } from '#reports/api';
import { rowBodyOf } from '#reports/row-view';
import { reportNotFound } from '#reports/steps/state-remittance';

const register = reportRegister();
const lake = lakeQueries();

export const handler = httpHandler(getReportRows, async ({ params, query, page }) => {
  const report = await register.find(params.id);
  if (report === undefined) return reportNotFound(params.id);
  const { limit, holder_id: holderId = '', track_id: trackId = '' } = query;
  const found = await lake.rows({ report, holderId, trackId, after: Number(page.after ?? 0), limit: limit + 1 });
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1)?.ordinal.toString() : undefined;
  return { status: 200, body: { items: rows.map(rowBodyOf), next_cursor: page.nextCursor(last) } };
});
