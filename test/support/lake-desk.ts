import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import { S3Client } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { createAthenaEngine } from '#infra/local/engines/athena/athena-engine';
import type { GlueResource } from '#infra/local/engines/athena/glue-catalog';
import { adoptFile } from '#infra/local/engines/s3/object-writes';
import { createS3Engine } from '#infra/local/engines/s3/s3-engine';
import { AthenaQueries } from '#platform/clients/athena-queries';
import { aContext, localClient, serve } from '#test/support/local-context';

const WORKGROUP: GlueResource = {
  type: 'AWS::Athena::WorkGroup',
  name: 'royalty',
  properties: {
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: true,
      ResultConfiguration: { OutputLocation: 's3://royalty-lake/athena-results/' },
    },
  },
};
const DATABASE: GlueResource = {
  type: 'AWS::Glue::Database',
  name: 'royalty_lake',
  properties: { DatabaseInput: { Name: 'royalty_lake' } },
};

/** S3 and Athena alone, over a lake in a temporary folder; `resources` are Glue tables. */
export async function aLakeDesk(resources: readonly GlueResource[] = []) {
  const context = aContext();
  const engine = createS3Engine(context, { buckets: [{ name: 'royalty-lake', eventBridge: false }] });
  const athenaEngine = createAthenaEngine(context, {
    resources: [WORKGROUP, DATABASE, ...resources],
    store: engine.store,
  });
  const [s3Served, athenaServed] = await Promise.all([serve(engine), serve(athenaEngine)]);
  const s3 = new S3Client({ ...localClient(s3Served.endpoint), forcePathStyle: true });
  const athena = new AthenaClient(localClient(athenaServed.endpoint));
  // One for all objects: to open an engine takes fifteen times as long as to write a few rows.
  const writer = await DuckDBInstance.create(':memory:', { threads: '1', enable_external_file_cache: 'false' });
  const rows = await writer.connect();
  const queries = (patienceMilliseconds = 60_000) =>
    new AthenaQueries(
      { athena, s3 },
      { workgroup: 'royalty', database: 'royalty_lake', bucket: 'royalty-lake', patienceMilliseconds },
    );
  return {
    context,
    store: engine.store,
    s3,
    athena,
    queries,
    /** Writes the rows of a select as one Parquet object. */
    async parquet(key: string, select: string): Promise<void> {
      const file = join(context.dataDirectory, 'parquet-on-its-way');
      await rows.run(`copy (${select}) to '${file}' (format parquet)`);
      await adoptFile(engine.store, { bucket: 'royalty-lake', key, file });
      rmSync(file, { force: true });
    },
    async close(): Promise<void> {
      s3.destroy();
      athena.destroy();
      rows.closeSync();
      writer.closeSync();
      await Promise.all([s3Served.close(), athenaServed.close()]);
      await athenaEngine.stop();
      await engine.stop();
      context.dispose();
    },
  };
}

export type LakeDesk = Awaited<ReturnType<typeof aLakeDesk>>;
