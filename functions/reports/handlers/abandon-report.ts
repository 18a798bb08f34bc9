import { mappingStore, reportRegister, waiters } from '#platform/compose/reports';
import { httpHandler } from '#platform/http/http-handler';
import { abandonReport as route } from '#reports/api';
import { reportBodyOf } from '#reports/report-view';
import { abandonReport } from '#reports/steps/abandon-report';

const ports = { mappings: mappingStore(), register: reportRegister(), waiters: waiters() };

export const handler = httpHandler(route, async ({ params, body, caller, clock }) => {
  const abandoned = await abandonReport(
    { ...ports, clock },
    { reportId: params.id, reason: body.reason, subject: caller.subject },
  );
  return 'kind' in abandoned ? abandoned : { status: 202, body: reportBodyOf(abandoned) };
});
