import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { parseReleaseTotals, type ReleaseTotal, releaseTotalsKey } from '#attribution/release-totals';
import type { ProvenPeriods, ReleaseTotalsReader } from '#close/release-ports';
import { assertThat } from '#kernel/errors';
import { listFolders } from '#platform/clients/s3-files';

const TOTALS = 'attribution_totals/';

/** What releases and proofs wrote to the lake. */
export class S3ReleaseTotals implements ReleaseTotalsReader, ProvenPeriods {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async read(periodId: string, bridgeVersion: number): Promise<readonly ReleaseTotal[]> {
    const Key = releaseTotalsKey(periodId, bridgeVersion);
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key }));
    assertThat(Body !== undefined, `${Key} has no content`);
    return parseReleaseTotals(await Body.transformToString());
  }

  async list(): Promise<readonly string[]> {
    const folders = await listFolders(this.#client, this.#bucket, TOTALS);
    return folders.flatMap((folder) => /period_id=([^/]+)/.exec(folder)?.[1] ?? []);
  }
}
