import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { LocalCloud } from '#infra/local/local-cloud';
import { clientOptions } from '#test/support/local-cloud';

/** What a person asks the lake of a cloud. */
export function athenaDesk(cloud: LocalCloud) {
  const athena = new AthenaClient(clientOptions(cloud));
  return {
    /** The rows of a query as texts, header left out; throws with Athena's reason when it fails. */
    async rows(sql: string): Promise<readonly (readonly string[])[]> {
      const { QueryExecutionId } = await athena.send(
        new StartQueryExecutionCommand({
          QueryString: sql,
          WorkGroup: 'royalty',
          QueryExecutionContext: { Database: 'royalty_lake' },
        }),
      );
      await cloud.untilIdle();
      const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
      const { State, StateChangeReason } = QueryExecution?.Status ?? {};
      if (State !== 'SUCCEEDED') throw new Error(`${State}: ${StateChangeReason}`);
      const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
      const [, ...rows] = ResultSet?.Rows ?? [];
      return rows.map(({ Data }) => (Data ?? []).map(({ VarCharValue }) => VarCharValue ?? ''));
    },
  };
}
