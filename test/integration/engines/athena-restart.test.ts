import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createAthenaEngine } from '#infra/local/engines/athena/athena-engine';
import { ExecutionStore } from '#infra/local/engines/athena/execution-store';
import type { QueryExecution } from '#infra/local/engines/athena/query-execution';
import { adoptFile } from '#infra/local/engines/s3/object-writes';
import { createS3Engine } from '#infra/local/engines/s3/s3-engine';
import { aContext } from '#test/support/local-context';

it('an UNLOAD that a kill interrupted runs again and leaves no row twice', async () => {
  const context = aContext();
  const s3 = createS3Engine(context, { buckets: [{ name: 'royalty-lake', eventBridge: false }] });
  const half = join(context.dataDirectory, 'half');
  writeFileSync(half, 'what the killed process had already moved into the target');
  await adoptFile(s3.store, { bucket: 'royalty-lake', key: 'target/half.parquet', file: half });
  const before = new ExecutionStore(join(context.dataDirectory, 'athena'));
  const interrupted: QueryExecution = {
    id: 'interrupted',
    query: "unload (select 1 as line) to 's3://royalty-lake/target/' with (format = 'PARQUET')",
    parameters: [],
    workGroup: 'primary',
    outputPrefix: 's3://royalty-lake/results/',
    state: 'RUNNING',
    kind: 'unload',
    submittedAt: context.clock.now(),
    isFillingTarget: true,
  };
  before.put(interrupted);
  before.close();

  const engine = createAthenaEngine(context, { resources: [], store: s3.store });

  const after = new ExecutionStore(join(context.dataDirectory, 'athena'));
  await expect.poll(() => after.find('interrupted')?.state).toBe('SUCCEEDED');
  const keys = s3.store.index.objectsFrom('royalty-lake', Buffer.from('target/'), 10).map(({ key }) => key);
  expect(keys).toEqual([expect.stringMatching(/^target\/[0-9a-f-]{36}\.parquet$/)]);
  after.close();
  await engine.stop();
  await s3.stop();
  context.dispose();
});
