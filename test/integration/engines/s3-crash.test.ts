import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createS3Engine } from '#infra/local/engines/s3/s3-engine';
import { aContext, type FakeContext } from '#test/support/local-context';
import { projectRoot } from '#test/support/source-files';

const buckets = [{ name: 'royalty-drops', eventBridge: true }];
let context: FakeContext;

afterEach(() => context.dispose());

it('finishes a write and its event after a kill between commit and rename', async () => {
  context = aContext();
  const script = join(projectRoot, 'test/support/s3-crash.ts');
  const killed = spawnSync(process.execPath, [script, context.dataDirectory, 'royalty-drops', 'plays/a', 'bytes']);
  expect(killed.signal).toBe('SIGKILL');

  const engine = createS3Engine(context, { buckets });
  engine.startEvents();

  expect(readFileSync(join(engine.store.directoryOf('royalty-drops'), 'plays/a'), 'utf8')).toBe('bytes');
  await expect.poll(() => context.events.length).toBe(1);
  expect(context.events[0]).toMatchObject({ detailType: 'Object Created', detail: { object: { key: 'plays/a' } } });
  await engine.stop();
});

it('forgets an upload that a kill left in the temporary folder', async () => {
  context = aContext();
  const temporary = join(context.dataDirectory, 's3/temporary');
  mkdirSync(temporary, { recursive: true });
  writeFileSync(join(temporary, 'half'), 'half an upl');

  const engine = createS3Engine(context, { buckets });

  expect(readdirSync(temporary)).toEqual([]);
  expect(engine.store.index.object('royalty-drops', 'half')).toBeUndefined();
  await engine.stop();
});

it('delivers an event again until the bus takes it', async () => {
  context = aContext();
  const taken: unknown[] = [];
  let refusals = 1;
  const flaky = {
    ...context,
    async putEvent(event: unknown) {
      if (refusals-- > 0) throw new Error('the bus is not there');
      taken.push(event);
    },
  };
  const engine = createS3Engine(flaky, { buckets });
  writeFileSync(join(context.dataDirectory, 's3/temporary/one'), 'x');
  engine.store.commit({
    bucket: 'royalty-drops',
    key: 'k',
    temporaryFile: join(context.dataDirectory, 's3/temporary/one'),
    sizeBytes: 1,
    etag: 'e',
    headers: { system: {}, user: {}, checksums: {} },
    reason: 'PutObject',
  });

  engine.startEvents();

  await expect.poll(() => taken.length).toBe(1);
  await engine.stop();
});
