import { listAuditCheckRuns } from '#audit/api';
import { checkRunBody } from '#audit/check-body';
import { problem } from '#kernel/api/problem';
import { auditBook } from '#platform/compose/audit';
import { auditCheckNames } from '#platform/compose/audit-checks';
import { httpHandler } from '#platform/http/http-handler';

const book = auditBook();

export const handler = httpHandler(listAuditCheckRuns, async ({ params: { check }, query: { limit }, page }) => {
  const names = auditCheckNames();
  if (!names.includes(check))
    return problem(404, 'check-not-found', `No check ${check}; the checks are ${names.join(', ')}`);
  const { items, nextAfter } = await book.runs(check, { limit, after: page.after });
  return { status: 200, body: { items: items.map(checkRunBody), next_cursor: page.nextCursor(nextAfter) } };
});
