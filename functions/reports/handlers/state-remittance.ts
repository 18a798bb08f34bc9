import { reportRegister, waiters } from '#platform/compose/reports';
import { httpHandler } from '#platform/http/http-handler';
import { stateRemittance as route } from '#reports/api';
import { reportBodyOf } from '#reports/report-view';
import { stateRemittance } from '#reports/steps/state-remittance';

const ports = { register: reportRegister(), waiters: waiters() };

export const handler = httpHandler(route, async ({ params, body, caller, clock }) => {
  const stated = await stateRemittance(
    { ...ports, clock },
    {
      reportId: params.id,
      amount: body.amount,
      currency: body.currency,
      originalCurrency: body.original_currency,
      sheetId: body.sheet_id,
      acceptFactor: body.accept_factor,
      subject: caller.subject,
      isApprover: !caller.roles.some((role) => role === 'ops' || role === 'admin'),
    },
  );
  return 'kind' in stated ? stated : { status: 202, body: reportBodyOf(stated) };
});
