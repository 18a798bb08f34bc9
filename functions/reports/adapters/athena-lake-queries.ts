import type { AthenaQueries } from '#platform/clients/athena-queries';
import type { Earnings, LakeQueries, LakeRow } from '#reports/ports';
import { folderOf } from '#reports/report';
import holderEarnings from '../sql/holder-earnings.sql' with { type: 'text' };
import rowsPage from '../sql/rows-page.sql' with { type: 'text' };

/** Questions to the lake's report tables. */
export class AthenaLakeQueries implements LakeQueries {
  readonly #queries: AthenaQueries;

  constructor(queries: AthenaQueries) {
    this.#queries = queries;
  }

  async rows({ report, holderId, trackId, after, limit }: Parameters<LakeQueries['rows']>[0]): Promise<LakeRow[]> {
    const { provider, period, reportId } = folderOf(report);
    const folder = [provider, period, reportId];
    const rows = await this.#queries.rows(rowsPage, {
      parameters: [...folder, ...folder, String(after), holderId, trackId],
    });
    return rows.slice(0, limit).map(({ ordinal = '0', ...fields }) => ({ ordinal: Number(ordinal), fields }));
  }

  async earnings({ holderId, groupBy }: Parameters<LakeQueries['earnings']>[0]): Promise<readonly Earnings[]> {
    const rows = await this.#queries.rows(holderEarnings, { parameters: [groupBy, holderId] });
    return rows.map(({ group_name = '', currency = '', amount = '', commission = '', converted = '', line_count }) => ({
      group: group_name,
      currency,
      amount,
      commission,
      converted,
      rows: Number(line_count),
    }));
  }
}
