import { ListObjectsV2Command, type ListObjectsV2CommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { PeriodTraces } from '#close/ports';
import { parseCountryPeriod } from '#kernel/market/country-period';

const PLAYS = 'plays/country_id=';
const REVENUE = 'revenue/period_id=';

/** Reads from the partitions of the lake's tables `plays` and `revenue` which countries they know in a month. */
export class S3PeriodTraces implements PeriodTraces {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async countriesWithPlays(month: string): Promise<readonly string[]> {
    const folders = await this.#folders(PLAYS);
    const found = await Promise.all(
      folders.map(async (folder) => ((await this.#hasAny(`${folder}event_date=${month}-`)) ? [folder] : [])),
    );
    return found.flat().map((folder) => folder.slice(PLAYS.length, -1));
  }

  async countriesWithRevenue(month: string): Promise<readonly string[]> {
    const periods = (await this.#folders(REVENUE)).map((folder) =>
      parseCountryPeriod(folder.slice(REVENUE.length, -1)),
    );
    return periods.flatMap((period) => (period?.month === month ? [period.country] : []));
  }

  async #folders(prefix: string): Promise<readonly string[]> {
    const found: string[] = [];
    let token: string | undefined;
    do {
      const answer: ListObjectsV2CommandOutput = await this.#client.send(
        new ListObjectsV2Command({
          Bucket: this.#bucket,
          Prefix: prefix,
          Delimiter: '/',
          ...(token !== undefined && { ContinuationToken: token }),
        }),
      );
      found.push(...(answer.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []));
      token = answer.NextContinuationToken;
    } while (token !== undefined);
    return found;
  }

  async #hasAny(prefix: string): Promise<boolean> {
    const { KeyCount = 0 } = await this.#client.send(
      new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: prefix, MaxKeys: 1 }),
    );
    return KeyCount > 0;
  }
}
