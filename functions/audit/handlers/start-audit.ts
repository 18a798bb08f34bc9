import { startAudit } from '#audit/api';
import { auditRuns } from '#platform/compose/audit';
import { httpHandler } from '#platform/http/http-handler';

const runs = auditRuns();

export const handler = httpHandler(startAudit, async ({ intentId }) => {
  const id = `asked-${intentId}`;
  await runs.start(id);
  return { status: 202, body: { audit_run_id: id, location: '/v1/audit/checks' } };
});
