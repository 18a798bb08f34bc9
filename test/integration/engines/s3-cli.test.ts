import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3Engine, type S3Engine } from '#infra/local/engines/s3/s3-engine';
import { awsCli, CLI_TEST_MILLISECONDS, hasAwsCli } from '#test/support/aws-cli';
import { aContext, type FakeContext, type ServedEngine, serve } from '#test/support/local-context';

describe.skipIf(!hasAwsCli)('S3 through the AWS CLI', { timeout: CLI_TEST_MILLISECONDS }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pennywhistle-cli-'));
  let context: FakeContext;
  let engine: S3Engine;
  let served: ServedEngine;

  beforeAll(async () => {
    context = aContext();
    engine = createS3Engine(context, { buckets: [{ name: 'royalty-drops', eventBridge: false }] });
    served = await serve(engine);
  });

  afterAll(async () => {
    await served.close();
    await engine.stop();
    context.dispose();
    rmSync(folder, { recursive: true });
  });

  it('copies a large file up and down in parts, and lists and removes it', async () => {
    const bytes = randomBytes(20 * 1024 * 1024 + 3);
    writeFileSync(join(folder, 'up.bin'), bytes);

    await awsCli(served.endpoint, 's3', 'cp', join(folder, 'up.bin'), 's3://royalty-drops/a b/ü.bin');
    await awsCli(served.endpoint, 's3', 'cp', 's3://royalty-drops/a b/ü.bin', 's3://royalty-drops/copy.bin');
    await awsCli(served.endpoint, 's3', 'cp', 's3://royalty-drops/copy.bin', join(folder, 'down.bin'));

    expect(readFileSync(join(folder, 'down.bin')).equals(bytes)).toBe(true);
    const listing = await awsCli(served.endpoint, 's3', 'ls', '--recursive', 's3://royalty-drops');
    expect(listing).toMatch(/20971523 a b\/ü\.bin\n.*20971523 copy\.bin\n/);
    await awsCli(served.endpoint, 's3', 'rm', '--recursive', 's3://royalty-drops');
    expect(engine.store.index.objectsFrom('royalty-drops', Buffer.from(''), 1)).toEqual([]);
  });

  it('refuses a second conditional put by name', async () => {
    writeFileSync(join(folder, 'small'), 'x');
    const words = ['s3api', 'put-object', '--bucket', 'royalty-drops', '--key', 'once', '--if-none-match', '*'];

    await awsCli(served.endpoint, ...words, '--body', join(folder, 'small'));

    await expect(awsCli(served.endpoint, ...words, '--body', join(folder, 'small'))).rejects.toThrow(
      'PreconditionFailed',
    );
  });
});
