import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { startTestCloud } from '#test/support/local-cloud';
import { reportDesk } from '#test/support/report-desk';
import { projectRoot } from '#test/support/source-files';

const fixture = (name: string) => readFileSync(join(projectRoot, 'test', 'fixtures', 'reports', name));

describe('the folder of a report', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof reportDesk>;

  beforeAll(async () => {
    cloud = await startTestCloud();
    desk = reportDesk(cloud);
  });

  afterAll(() => cloud.stop());

  it.each([
    ['CDBaby', 'cd_baby.txt', 'cd-baby'],
    ['sds', 'secretly.csv', 'secretly'],
    ['apple', 'apple_music_S1_AU.txt', 'apple-music'],
    ['apple', 'itunes_0425_EU.txt', 'itunes'],
    ['fuga', 'fuga.csv', 'fuga'],
    ['fuga', 'cargo_digital.zip', 'cargo'],
  ])('%s with the layout of %s means the provider %s', async (folder, file, provider) => {
    const report = await desk.dropReport(`reports/${folder}/${file}`, fixture(file));

    expect(report).toMatchObject({ provider, mapping_version: expect.any(Number) });
  });

  it('of a shared name keeps what fits none of its layouts, and says what is missing', async () => {
    const report = await desk.dropReport('reports/apple/odd.txt', 'Start Date\tEnd Date\tWhatever\n1\t2\t3\n');

    expect(report).toMatchObject({ status: 'failed', provider: expect.stringMatching(/^apple|^itunes/) });
    expect(report.errors.map(({ type }) => type)).not.toContain('unknown_provider');
  });
});
