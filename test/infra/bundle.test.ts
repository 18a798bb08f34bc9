import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Stack } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildApp } from '#infra/app';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { aLambdaContext, anHttpEvent } from '#test/support/http-events';

const run = promisify(execFile);

/** Imports the bundle in a fresh process outside the project, as Lambda does, calls it once and prints the answer. */
const CALL = `
  const [file, event, context] = process.argv.slice(1);
  const { handler } = await import(file);
  const answer = await handler(JSON.parse(event), { ...JSON.parse(context), getRemainingTimeInMillis: () => 5000 });
  console.log(JSON.stringify(answer));
`;

describe('what is deployed', () => {
  let outdir: string;
  beforeAll(() => {
    outdir = mkdtempSync(join(tmpdir(), 'pennywhistle-bundle-'));
    const app = buildApp({
      stage: 'local',
      outdir,
      isValidated: false,
      context: { 'aws:cdk:bundling-stacks': ['royalty-api', 'native'] },
    });
    new RoyaltyFunction(new Stack(app, 'native'), 'ReadWithDuckdb', {
      file: 'test/support/bundled/read-with-duckdb.ts',
      errorImpact: 'this test cannot say what deploys',
      nodeModules: ['@duckdb/node-api'],
    });
    app.synth();
  });
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));

  it('is one ES module per function that loads under Node 24 with nothing but its native packages beside it, and answers', async () => {
    const bundles = readdirSync(outdir)
      .filter((name) => name.startsWith('asset.') && readdirSync(join(outdir, name)).includes('index.mjs'))
      .map((name) => join(outdir, name, 'index.mjs'));

    const answers = await Promise.all(
      bundles.map(async (file) => {
        const parts = [JSON.stringify(anHttpEvent({ path: '/v1/health' })), JSON.stringify(aLambdaContext())];
        const { stdout } = await run(process.execPath, ['--input-type=module', '-e', CALL, file, ...parts], {
          cwd: outdir,
          env: { POWERTOOLS_TRACE_ENABLED: 'false', AWS_REGION: 'us-east-1' },
        });
        return z.object({ statusCode: z.int(), body: z.string() }).parse(JSON.parse(stdout));
      }),
    );

    expect(process.version).toMatch(/^v24\./);
    expect(answers.map((answer) => answer.statusCode)).toEqual(bundles.map(() => 200));
    expect(answers.map((answer) => answer.body)).toContain('{"status":"ok"}');
    expect(answers.map((answer) => answer.body)).toContain('[[42]]');
    expect(answers.some((answer) => answer.body.includes('"openapi":"3.1.0"'))).toBe(true);
  });
});
