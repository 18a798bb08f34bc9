import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '#infra/local/local-cloud';
import { givenTemplates } from '#infra/local/template/synthesize';

export interface TestCloudOptions extends Omit<LocalCloudOptions, 'app' | 'startAt'> {
  /** Runs these templates by stack name instead of the project's own app. */
  readonly templates?: Readonly<Record<string, unknown>>;
  /** Where the clock starts; the first of May 2025 unless told. */
  readonly startAt?: string;
}

/** A local cloud for one test file: free ports, a temporary folder, a virtual clock. Stop it in `afterAll`. */
export function startTestCloud({
  templates,
  startAt = '2025-05-01T00:00:00Z',
  ...options
}: TestCloudOptions = {}): Promise<LocalCloud> {
  return startLocalCloud({
    startAt: Date.parse(startAt),
    // A second host loads and warms everything a second time, and another file has the other core.
    hostCount: 1,
    ...(templates === undefined ? {} : { app: () => givenTemplates(templates) }),
    ...options,
  });
}

/** SDK client options for a cloud: `new SFNClient(clientOptions(cloud))`; S3 needs `forcePathStyle` too, and has it. */
export function clientOptions(cloud: Pick<LocalCloud, 'endpoint'>) {
  return {
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  };
}

/** A folder to keep a cloud in over restarts. */
export function keptFolder(): string {
  return mkdtempSync(join(tmpdir(), 'pennywhistle-kept-'));
}
