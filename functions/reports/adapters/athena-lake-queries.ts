import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { Earnings, LakeQueries, LakeRow } from '#reports/ports';
import { folderOf } from '#reports/report';
import holderEarnings from '../sql/holder-earnings.sql' with { type: 'text' };
import rowsPage from '../sql/rows-page.sql' with { type: 'text' };

const POLL_MILLISECONDS = { first: 25, last: 1000 } as const;

type Cells = Readonly<Record<string, string>>;

/** Asks Athena; values travel as execution parameters, never in the text of the query. */
export class AthenaLakeQueries implements LakeQueries {
  readonly #client: AthenaClient;
  readonly #workgroup: string;
  readonly #database: string;

  constructor(client: AthenaClient, place: { readonly workgroup: string; readonly database: string }) {
    this.#client = client;
    this.#workgroup = place.workgroup;
    this.#database = place.database;
  }

  async rows({ report, holderId, trackId, after, limit }: Parameters<LakeQueries['rows']>[0]): Promise<LakeRow[]> {
    const { provider, period, reportId } = folderOf(report);
    const folder = [provider, period, reportId];
    const rows = await this.#run(rowsPage, [...folder, ...folder, String(after), holderId, trackId]);
    return rows.slice(0, limit).map(({ ordinal = '0', ...fields }) => ({ ordinal: Number(ordinal), fields }));
  }

  async earnings({ holderId, groupBy }: Parameters<LakeQueries['earnings']>[0]): Promise<readonly Earnings[]> {
    const rows = await this.#run(holderEarnings, [groupBy, holderId]);
    return rows.map(({ group_name = '', currency = '', amount = '', commission = '', converted = '', line_count }) => ({
      group: group_name,
      currency,
      amount,
      commission,
      converted,
      rows: Number(line_count),
    }));
  }

  async #run(query: string, parameters: readonly string[]): Promise<readonly Cells[]> {
    const started = await this.#client.send(
      new StartQueryExecutionCommand({
        QueryString: query,
        QueryExecutionContext: { Database: this.#database },
        WorkGroup: this.#workgroup,
        ExecutionParameters: parameters.map((text) => `'${text.replaceAll("'", "''")}'`),
      }),
    );
    const id = started.QueryExecutionId;
    await this.#finished(id);
    return await this.#results(id);
  }

  async #finished(id: string | undefined): Promise<void> {
    for (let wait: number = POLL_MILLISECONDS.first; ; wait = Math.min(wait * 2, POLL_MILLISECONDS.last)) {
      const { QueryExecution } = await this.#client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
      const state = QueryExecution?.Status?.State;
      if (state === 'SUCCEEDED') return;
      if (state === 'FAILED' || state === 'CANCELLED') {
        throw new Error(`Athena query ${id} ${state}: ${QueryExecution?.Status?.StateChangeReason ?? 'no reason'}`);
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  async #results(id: string | undefined): Promise<readonly Cells[]> {
    const rows: Cells[] = [];
    let token: string | undefined;
    let names: readonly string[] = [];
    do {
      const page = await this.#client.send(
        new GetQueryResultsCommand({ QueryExecutionId: id, ...(token !== undefined && { NextToken: token }) }),
      );
      const cells = (page.ResultSet?.Rows ?? []).map(({ Data }) => (Data ?? []).map((cell) => cell.VarCharValue ?? ''));
      if (names.length === 0) names = cells.shift() ?? [];
      for (const values of cells)
        rows.push(Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])));
      token = page.NextToken;
    } while (token !== undefined);
    return rows;
  }
}
