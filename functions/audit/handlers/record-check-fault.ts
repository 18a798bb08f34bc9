import { recordCheckFault } from '#audit/steps/run-checks';
import { checkFaultTask } from '#audit/task-input';
import { auditBell, auditBook } from '#platform/compose/audit';
import { countMetric } from '#platform/metrics';
import { taskHandler } from '#platform/task-handler';

const ports = { book: auditBook(), bell: auditBell() };

export const handler = taskHandler(checkFaultTask, async ({ names, cut, fault }, { clock }) => {
  const { Error: error = 'an unknown error', Cause: cause = '' } = fault;
  const results = await recordCheckFault({ ...ports, clock }, { names, cut, fault: `${error}: ${cause}` });
  countMetric('AuditChecksFailed', results.length);
  return { failed: results.map(({ check }) => check) };
});
