import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { expect } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { clientOptions } from '#test/support/local-cloud';

/** What an analyst does: ask the lake, wait, read the rows (header left out, at most a thousand). */
export function athenaDesk(cloud: LocalCloud) {
  const athena = new AthenaClient(clientOptions(cloud));
  return {
    async rows(sql: string): Promise<readonly (readonly string[])[]> {
      const { QueryExecutionId } = await athena.send(
        new StartQueryExecutionCommand({
          QueryString: sql,
          WorkGroup: 'royalty',
          QueryExecutionContext: { Database: 'royalty_lake' },
        }),
      );
      for (;;) {
        const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
        const state = QueryExecution?.Status?.State;
        if (state === 'QUEUED' || state === 'RUNNING') continue;
        expect(QueryExecution?.Status).toMatchObject({ State: 'SUCCEEDED' });
        break;
      }
      const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
      return (ResultSet?.Rows ?? [])
        .slice(1)
        .map(({ Data }) => (Data ?? []).map(({ VarCharValue }) => VarCharValue ?? ''));
    },
  };
}
