import { listAuditChecks, RECENT_RUNS } from '#audit/api';
import { checkBody } from '#audit/check-body';
import { auditBook } from '#platform/compose/audit';
import { auditCheckNames } from '#platform/compose/audit-checks';
import { httpHandler } from '#platform/http/http-handler';

const book = auditBook();

export const handler = httpHandler(listAuditChecks, async () => {
  const names = auditCheckNames();
  const [results, runs] = await Promise.all([
    book.latest(names),
    Promise.all(names.map((name) => book.runs(name, { limit: RECENT_RUNS }))),
  ]);
  const items = names.map((name, index) =>
    checkBody(name, { latest: results[index], recent: runs[index]?.items ?? [] }),
  );
  return { status: 200, body: { items } };
});
