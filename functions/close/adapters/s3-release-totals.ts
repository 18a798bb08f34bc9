import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { parseReleaseTotals, type ReleaseTotal, releaseTotalsKey } from '#attribution/release-totals';
import type { ProvenPeriods, ReleaseTotalsReader } from '#close/release-ports';
import { assertThat } from '#kernel/errors';
import { compareUtf8 } from '#kernel/utf8-order';
import { listFolders } from '#platform/clients/s3-files';

/** A period that nothing was attributed to may still have paid late plays (R29). */
const TOTALS = ['attribution_totals/', 'correction_totals/'];

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
    const folders = await Promise.all(TOTALS.map((prefix) => listFolders(this.#client, this.#bucket, prefix)));
    const periods = folders.flat().flatMap((folder) => /period_id=([^/]+)/.exec(folder)?.[1] ?? []);
    return [...new Set(periods)].toSorted(compareUtf8);
  }
}
