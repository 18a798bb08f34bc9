import { getPeriodPreview } from '#analytics/api';
import { previewDocument } from '#analytics/preview-document';
import { alreadyFrozen, unknownPeriod } from '#analytics/refusals';
import { previewPeriod } from '#analytics/steps/preview-period';
import { analyticsLake, analyticsPorts } from '#platform/compose/analytics';
import { httpHandler } from '#platform/http/http-handler';

const ports = { ...analyticsPorts(), lake: analyticsLake() };

export const handler = httpHandler(getPeriodPreview, async ({ params: { id }, clock }) => {
  const asOf = clock.now();
  const period = await ports.register.find(id);
  if (period === undefined) return unknownPeriod(id);
  const outcome = await previewPeriod(period, asOf, ports);
  if (outcome.kind === 'already-frozen') return alreadyFrozen(id, outcome.state);
  const { kind: _kind, ...estimated } = outcome;
  return { status: 200, body: previewDocument({ periodId: id, asOf, ...estimated }) };
});
