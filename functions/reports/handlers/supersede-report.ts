import { reportRegister, waiters } from '#platform/compose/reports';
import { httpHandler } from '#platform/http/http-handler';
import { supersedeReport as route } from '#reports/api';
import { reportBodyOf } from '#reports/report-view';
import { supersedeReport } from '#reports/steps/supersede-report';

const ports = { register: reportRegister(), waiters: waiters() };

export const handler = httpHandler(route, async ({ params, body, caller, clock }) => {
  const superseded = await supersedeReport(
    { ...ports, clock },
    {
      reportId: params.id,
      supersedes: body.supersedes,
      subject: caller.subject,
      mayPrepare: caller.roles.some((role) => role === 'ops' || role === 'admin'),
      mayApprove: caller.roles.some((role) => role === 'approver' || role === 'admin'),
    },
  );
  return 'kind' in superseded ? superseded : { status: 202, body: reportBodyOf(superseded) };
});
