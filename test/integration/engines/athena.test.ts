import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AthenaClient,
  BatchGetQueryExecutionCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetWorkGroupCommand,
  ListWorkGroupsCommand,
  paginateGetQueryResults,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#infra/local/engine';
import { createAthenaEngine } from '#infra/local/engines/athena/athena-engine';
import { adoptFile } from '#infra/local/engines/s3/object-writes';
import { createS3Engine, type S3Engine } from '#infra/local/engines/s3/s3-engine';
import { awsCli, CLI_TEST_MILLISECONDS, hasAwsCli } from '#test/support/aws-cli';
import { aContext, type FakeContext, localClient, type ServedEngine, serve } from '#test/support/local-context';

const PARQUET = 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe';
const table = (Name: string, Columns: object[], PartitionKeys: object[] = []) => ({
  type: 'AWS::Glue::Table',
  name: Name,
  properties: {
    DatabaseName: 'royalty_lake',
    TableInput: {
      Name,
      PartitionKeys,
      StorageDescriptor: {
        Columns,
        Location: `s3://royalty-lake/${Name}/`,
        SerdeInfo: { SerializationLibrary: PARQUET },
      },
    },
  },
});
const resources = [
  { type: 'AWS::Glue::Database', name: 'royalty_lake', properties: { DatabaseInput: { Name: 'royalty_lake' } } },
  table(
    'report_lines',
    [
      { Name: 'line', Type: 'bigint' },
      { Name: 'amount', Type: 'decimal(38,10)' },
      { Name: 'store', Type: 'string' },
      { Name: 'added_later', Type: 'string' },
    ],
    [{ Name: 'report_id', Type: 'string' }],
  ),
  table('nothing_yet', [{ Name: 'line', Type: 'bigint' }]),
  {
    type: 'AWS::Athena::WorkGroup',
    name: 'royalty',
    properties: {
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        ResultConfiguration: { OutputLocation: 's3://royalty-lake/athena-results/' },
      },
    },
  },
];

describe('Athena through the AWS SDK', () => {
  let context: FakeContext;
  let s3: S3Engine;
  let engine: Engine;
  let served: ServedEngine;
  let client: AthenaClient;

  beforeAll(async () => {
    context = aContext();
    s3 = createS3Engine(context, { buckets: [{ name: 'royalty-lake', eventBridge: false }] });
    engine = createAthenaEngine(context, { resources, store: s3.store });
    served = await serve(engine);
    client = new AthenaClient(localClient(served.endpoint));
    await lines('r1', "(1, cast('0.1000000001' as decimal(38,10)), 'Store, \"A\"'), (2, 2.5, null)");
    await lines('r=2', "(3, -7, 'B')");
  });

  afterAll(async () => {
    client.destroy();
    await served.close();
    await engine.stop();
    await s3.stop();
    context.dispose();
  });

  async function lines(reportId: string, values: string): Promise<void> {
    const file = join(context.dataDirectory, `${encodeURIComponent(reportId)}.parquet`);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(
      `copy (select * from (values ${values}) t(line, amount, store)) to '${file}' (format parquet)`,
    );
    instance.closeSync();
    const key = `report_lines/report_id=${encodeURIComponent(reportId)}/lines.parquet`;
    await adoptFile(s3.store, { bucket: 'royalty-lake', key, file });
  }

  async function finished(input: StartQueryExecutionCommandInput) {
    const { QueryExecutionId } = await client.send(new StartQueryExecutionCommand({ WorkGroup: 'royalty', ...input }));
    for (;;) {
      const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
      const state = QueryExecution?.Status?.State;
      if (state !== 'QUEUED' && state !== 'RUNNING') return { QueryExecutionId, ...QueryExecution };
    }
  }

  async function rowsOf(QueryString: string, rest: Partial<StartQueryExecutionCommandInput> = {}) {
    const execution = await finished({ QueryString, QueryExecutionContext: { Database: 'royalty_lake' }, ...rest });
    expect(execution.Status?.StateChangeReason).toBeUndefined();
    const answer = await client.send(new GetQueryResultsCommand({ QueryExecutionId: execution.QueryExecutionId }));
    return (answer.ResultSet?.Rows ?? []).map((row) => (row.Data ?? []).map(({ VarCharValue }) => VarCharValue));
  }

  it('answers rows with a header, exact decimals and nulls, over partitions', async () => {
    const rows = await rowsOf('select line, amount, store, added_later, report_id from report_lines order by line');

    expect(rows).toEqual([
      ['line', 'amount', 'store', 'added_later', 'report_id'],
      ['1', '0.1000000001', 'Store, "A"', undefined, 'r1'],
      ['2', '2.5000000000', undefined, undefined, 'r1'],
      ['3', '-7.0000000000', 'B', undefined, 'r=2'],
    ]);
  });

  it('names columns and types as Athena does and keeps the CSV and its metadata in the lake', async () => {
    const { QueryExecutionId, ResultConfiguration } = await finished({
      QueryString:
        'select sum(line) as n, sum(amount) as total, 1.5e0 as d, timestamp \'2025-01-02 03:04:05\' as t from "AwsDataCatalog"."royalty_lake"."report_lines"',
    });

    const { ResultSet } = await client.send(new GetQueryResultsCommand({ QueryExecutionId }));
    const types = ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Name, Type, Precision, Scale }) => [
      Name,
      Type,
      Precision,
      Scale,
    ]);
    expect(types).toEqual([
      ['n', 'bigint', 19, 0],
      ['total', 'decimal', 38, 10],
      ['d', 'double', 0, 0],
      ['t', 'timestamp', 0, 0],
    ]);
    expect(ResultConfiguration?.OutputLocation).toBe(`s3://royalty-lake/athena-results/${QueryExecutionId}.csv`);
    const csv = readFileSync(
      join(s3.store.directoryOf('royalty-lake'), `athena-results/${QueryExecutionId}.csv`),
      'utf8',
    );
    expect(csv).toBe('"n","total","d","t"\n"6","-4.3999999999","1.5","2025-01-02 03:04:05.000"\n');
    expect(s3.store.find('royalty-lake', `athena-results/${QueryExecutionId}.csv.metadata`).sizeBytes).toBeGreaterThan(
      0,
    );
  });

  it('names expressions by their place and aliases in lower case', async () => {
    const [header] = await rowsOf(
      'select 1, Count(*), line as "My Line", line as LOUD from report_lines group by line limit 1',
    );

    expect(header).toEqual(['_col0', '_col1', 'my line', 'loud']);
  });

  it('answers no row from a table without files', async () => {
    expect(await rowsOf('select * from royalty_lake.nothing_yet')).toEqual([['line']]);
  });

  it('pages results, the header counted on the first page', async () => {
    const { QueryExecutionId } = await finished({
      QueryString: `select x, 'line
break' as y from unnest(sequence(1, 5)) t(x)`,
    });

    const pages: number[] = [];
    const values: (string | undefined)[] = [];
    for await (const page of paginateGetQueryResults({ client, pageSize: 4 }, { QueryExecutionId })) {
      pages.push(page.ResultSet?.Rows?.length ?? 0);
      values.push(...(page.ResultSet?.Rows ?? []).map((row) => row.Data?.[0]?.VarCharValue));
    }

    expect(pages).toEqual([4, 2]);
    expect(values).toEqual(['x', '1', '2', '3', '4', '5']);
  });

  it('puts execution parameters in place of question marks and nowhere else', async () => {
    const rows = await rowsOf("select ? as a, ? as b, '?' as c, ? as d", {
      ExecutionParameters: ['7', "'it''s'", "x' or 1=1 --"],
    });

    expect(rows[1]).toEqual(['7', "it's", '?', "x' or 1=1 --"]);
    await expect(finished({ QueryString: 'select ?', ExecutionParameters: ['1', '2'] })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });

  it('starts a query once per client request token', async () => {
    const ClientRequestToken = 'token-token-token-token-token-token-1';
    const first = await client.send(
      new StartQueryExecutionCommand({ QueryString: 'select 1', WorkGroup: 'royalty', ClientRequestToken }),
    );
    const again = await client.send(
      new StartQueryExecutionCommand({ QueryString: 'select 1', WorkGroup: 'royalty', ClientRequestToken }),
    );

    expect(again.QueryExecutionId).toBe(first.QueryExecutionId);
    const other = client.send(
      new StartQueryExecutionCommand({ QueryString: 'select 2', WorkGroup: 'royalty', ClientRequestToken }),
    );
    await expect(other).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: 'Idempotent parameters do not match',
    });
  });

  it.each([
    ['selec 1', /another statement/],
    ['select * from missing_table', /^TABLE_NOT_FOUND/],
    ['select nothing from report_lines', /^SYNTAX_ERROR/],
    ["select cast('x' as integer)", /^INVALID_CAST_ARGUMENT/],
    ['select floor_div(1, 0)', /^DIVISION_BY_ZERO/],
    ['select sum(x) from (values (9223372036854775807), (1)) t(x)', /^NUMERIC_VALUE_OUT_OF_RANGE/],
    ["select * from read_csv('/etc/passwd')", /disabled by configuration|Permission/],
  ])('fails %s with a reason', async (QueryString, reason) => {
    const QueryExecutionContext = { Database: 'royalty_lake' };
    const execution = await finished({ QueryString, QueryExecutionContext }).catch((error) => ({
      Status: { State: 'FAILED', StateChangeReason: String(error) },
    }));

    expect(execution.Status?.State).toBe('FAILED');
    expect(execution.Status?.StateChangeReason).toMatch(reason);
  });

  it('cancels a running query', async () => {
    const QueryString =
      'select count(*) from unnest(sequence(1, 300000)) a(x), unnest(sequence(1, 300000)) b(y) where x * y % 7 = 3';
    const { QueryExecutionId } = await client.send(
      new StartQueryExecutionCommand({ QueryString, WorkGroup: 'royalty' }),
    );

    await client.send(new StopQueryExecutionCommand({ QueryExecutionId }));

    const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    expect(QueryExecution?.Status?.State).toBe('CANCELLED');
    await expect(client.send(new GetQueryResultsCommand({ QueryExecutionId }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });

  it('unloads to Parquet by partition, once, and the rows can be read again', async () => {
    const target = 's3://royalty-lake/nothing_yet/';
    const QueryString = `unload (select line, store, report_id from report_lines) to '${target}' with (format = 'PARQUET', partitioned_by = array['report_id'])`;
    const first = await finished({ QueryString, QueryExecutionContext: { Database: 'royalty_lake' } });
    const second = await finished({ QueryString, QueryExecutionContext: { Database: 'royalty_lake' } });

    expect(first.Status?.StateChangeReason).toBeUndefined();
    expect(second.Status?.StateChangeReason).toContain('HIVE_PATH_ALREADY_EXISTS');
    expect(await rowsOf('select sum(line), count(*) from nothing_yet')).toEqual([expect.anything(), ['6', '3']]);
    const manifest = first.Statistics?.DataManifestLocation?.replace('s3://royalty-lake/', '') ?? '';
    const listed = readFileSync(join(s3.store.directoryOf('royalty-lake'), manifest), 'utf8');
    expect(listed).toMatch(/^s3:\/\/royalty-lake\/nothing_yet\/report_id=r%3D2\/.*\.parquet\n/m);
  });

  it('refuses an UNLOAD whose partition keys do not come last', async () => {
    const QueryString =
      "unload (select report_id, line from royalty_lake.report_lines) to 's3://royalty-lake/u2/' with (format = 'PARQUET', partitioned_by = array['report_id'])";

    const { Status } = await finished({ QueryString });

    expect(Status?.StateChangeReason).toContain('HIVE_COLUMN_ORDER_MISMATCH');
  });

  it.each([
    ['floor_div(-7, 2)', '-4'],
    ['floor_div(7, -2)', '-4'],
    ['floor_div(-8, 2)', '-4'],
    [
      "floor_div(cast('-12345678901234567890123456789012345678' as decimal(38,0)), 7)",
      '-1763668414462081127160493827001763669',
    ],
    ['7 / 2', '3'],
    ['-7 / 2', '-3'],
    ["date_format(timestamp '2025-01-02 03:04:05', '%Y-%m-%d %H:%i:%s')", '2025-01-02 03:04:05'],
    ["date_diff('month', date '2025-01-31', date '2025-02-01')", '0'],
    ["date_add('month', 1, timestamp '2025-01-31 00:00:00')", '2025-02-28 00:00:00.000'],
    ["concat('a', null)", undefined],
    ["regexp_like('abc', 'b.')", 'true'],
    [`json_extract_scalar('{"a":{"b":"x"}}', '$.a.b')`, 'x'],
    [`json_extract_scalar('{"a":{"b":"x"}}', '$.a')`, undefined],
    ['truncate(-1.59, 1)', '-1.5'],
    ['cardinality(sequence(2, 8, 3))', '3'],
    ["array_join(array['a', 'b'], '-')", 'a-b'],
    ["element_at(array['a'], 2)", undefined],
    ['to_unixtime(from_unixtime(1.5))', '1.5'],
    ["to_hex(sha256(to_utf8('abc')))", 'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD'],
    ['cast(1e10 as double)', '1.0E10'],
    ['array[1, null]', '[1, null]'],
  ])('%s is %s, as on Trino', async (expression, expected) => {
    expect((await rowsOf(`select ${expression}`))[1]).toEqual([expected]);
  });

  it('describes work groups and several executions', async () => {
    const { QueryExecutionId = '' } = await finished({ QueryString: 'select 1' });

    const groups = await client.send(new ListWorkGroupsCommand({}));
    const group = await client.send(new GetWorkGroupCommand({ WorkGroup: 'royalty' }));
    const batch = await client.send(
      new BatchGetQueryExecutionCommand({ QueryExecutionIds: [QueryExecutionId, 'unknown'] }),
    );

    expect(groups.WorkGroups?.map(({ Name }) => Name)).toEqual(['primary', 'royalty']);
    expect(group.WorkGroup?.Configuration?.ResultConfiguration?.OutputLocation).toBe(
      's3://royalty-lake/athena-results/',
    );
    expect(batch.QueryExecutions?.[0]?.Status?.State).toBe('SUCCEEDED');
    expect(batch.UnprocessedQueryExecutionIds?.[0]?.QueryExecutionId).toBe('unknown');
  });

  it.skipIf(!hasAwsCli)('answers the AWS CLI, Athena and Glue', { timeout: CLI_TEST_MILLISECONDS }, async () => {
    const started = await awsCli(
      served.endpoint,
      'athena',
      'start-query-execution',
      '--query-string',
      'select 1',
      '--work-group',
      'royalty',
    );
    const tables = await awsCli(
      served.endpoint,
      'glue',
      'get-tables',
      '--database-name',
      'royalty_lake',
      '--query',
      'TableList[].Name',
      '--output',
      'text',
    );

    expect(JSON.parse(started)).toHaveProperty('QueryExecutionId');
    expect(tables.trim().split('\t')).toEqual(['report_lines', 'nothing_yet']);
  });

  it('ignores hidden and foreign files beside the data', async () => {
    const file = join(context.dataDirectory, 'marker');
    writeFileSync(file, 'not parquet');
    await adoptFile(s3.store, { bucket: 'royalty-lake', key: 'report_lines/_SUCCESS', file });

    expect(await rowsOf('select count(*) from report_lines')).toEqual([expect.anything(), ['3']]);
  });
});
