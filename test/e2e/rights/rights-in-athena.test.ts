import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { dropsDesk } from '#test/support/drops-desk';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
});

afterAll(() => cloud.stop());

/** The rows of a query over the lake, header left out. */
async function query(sql: string): Promise<readonly (readonly string[])[]> {
  const athena = new AthenaClient(clientOptions(cloud));
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      WorkGroup: 'royalty',
      QueryExecutionContext: { Database: 'royalty_lake' },
    }),
  );
  await cloud.untilIdle();
  const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
  expect(QueryExecution?.Status).toMatchObject({ State: 'SUCCEEDED' });
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
  return (ResultSet?.Rows ?? []).slice(1).map(({ Data }) => (Data ?? []).map(({ VarCharValue }) => VarCharValue ?? ''));
}

it('each version of bridge and weights is a table of its own to Athena: named, it counts a share once', async () => {
  const desk = dropsDesk(cloud);
  const header = 'track_id,rights_type,holder_id,share,effective_from,effective_to';
  await desk.drop('rights/first.csv', `${header}\nT1,artist,H1,1,2025-01-01,\n`);
  await desk.drop('rights/second.csv', `${header}\nT1,artist,H2,1,2025-04-15T12:00:00Z,\n`);
  await desk.drop('weights/w.csv', 'country,rights_type,weight,effective_from,effective_to\n*,artist,1,2025-01-01,\n');

  const bridge = (version: number) =>
    query(
      `select holder_id, share, effective_from_ms, effective_to_ms from rights_bridge where version = '${version}' order by 3`,
    );
  const weights = await query(`select country, rights_type, weight from type_weights where version = '1'`);

  const [newYear, renegotiation] = ['1735689600000', '1744718400000'];
  expect(await bridge(1)).toEqual([['H1', '1.00000', newYear, '']]);
  expect(await bridge(2)).toEqual([
    ['H1', '1.00000', newYear, renegotiation],
    ['H2', '1.00000', renegotiation, ''],
  ]);
  expect(weights).toEqual([['*', 'artist', '1.00000']]);
});
