import { runChecks } from '#audit/steps/run-checks';
import { checksTask } from '#audit/task-input';
import { auditBell, auditBook } from '#platform/compose/audit';
import { auditChecksOf } from '#platform/compose/audit-checks';
import { countMetric } from '#platform/metrics';
import { taskHandler } from '#platform/task-handler';

const ports = { book: auditBook(), bell: auditBell() };

export const handler = taskHandler(checksTask, async ({ names, cut }, { clock }) => {
  const results = await runChecks({ ...ports, clock }, auditChecksOf(names[0]), cut);
  const failed = results.filter(({ status }) => status === 'failed').map(({ check }) => check);
  if (failed.length > 0) countMetric('AuditChecksFailed', failed.length);
  return { failed };
});
