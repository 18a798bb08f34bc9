import { getHolderEarnings } from '#analytics/api';
import { groupedEarnings } from '#analytics/holder-earnings';
import { holderPeriodEarnings } from '#analytics/steps/holder-period-earnings';
import { problem } from '#kernel/api/problem';
import { compareUtf8 } from '#kernel/utf8-order';
import { analyticsLake, analyticsPorts } from '#platform/compose/analytics';
import { holderDirectory } from '#platform/compose/holders';
import { provenPeriods, releaseRegister } from '#platform/compose/releases';
import { lakeQueries } from '#platform/compose/reports';
import { httpHandler } from '#platform/http/http-handler';

/** The market's part was taken before the pool was shared, so plays' earnings carry no commission (R13). */
const NO_COMMISSION = '0.0000000000';

const directory = holderDirectory();
const reports = lakeQueries();
const { register } = analyticsPorts();
const ports = { register, releases: releaseRegister(), proven: provenPeriods(), lake: analyticsLake() };

export const handler = httpHandler(getHolderEarnings, async ({ params: { id }, query: { group_by } }) => {
  const [known, fromReports, fromPlays] = await Promise.all([
    directory.getHolders([id]),
    reports.earnings({ holderId: id, groupBy: group_by }),
    holderPeriodEarnings({ holderId: id, byTrack: group_by === 'track' }, ports),
  ]);
  const items = [
    ...fromReports.map(({ group, currency, amount, commission, converted, rows }) => ({
      source: 'reports' as const,
      group,
      currency,
      amount,
      commission,
      gross: converted,
      rows,
    })),
    ...groupedEarnings(fromPlays, group_by).map(({ group, currency, amount, lines }) => ({
      source: 'plays' as const,
      group,
      currency,
      amount,
      commission: NO_COMMISSION,
      gross: amount,
      rows: lines,
    })),
  ].toSorted((left, right) => compareUtf8(left.group, right.group) || compareUtf8(left.currency, right.currency));
  // As for balances: who was never dropped and was never paid is nobody.
  if (items.length === 0 && !known.has(id))
    return problem(404, 'holder-not-found', `No holder ${id}; drop them under holders/`);
  return { status: 200, body: { holder_id: id, group_by, items } };
});
