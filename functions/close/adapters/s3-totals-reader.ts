import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { parseTotals } from '#attribution/totals-file';
import type { EarningTotals } from '#close/earnings';
import type { TotalsReader } from '#close/ports';
import { assertThat } from '#kernel/errors';
import { type Decimal, parseDecimal } from '#kernel/money/decimal';

/** The totals that attribution wrote to the lake when it proved a run. */
export class S3TotalsReader implements TotalsReader {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async read(totalsKey: string): Promise<EarningTotals> {
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: totalsKey }));
    assertThat(Body !== undefined, `${totalsKey} has no content`);
    const { holders, unattributed } = parseTotals(await Body.transformToString());
    return {
      holders: holders.map(({ rightsHolderId, amount }) => ({ holderId: rightsHolderId, amount: exact(amount) })),
      unattributed: unattributed.map(({ trackId, rightsType, amount }) => ({
        trackId,
        rightsType,
        amount: exact(amount),
      })),
    };
  }
}

function exact(text: string): Decimal {
  const decimal = parseDecimal(text);
  assertThat(decimal !== undefined, `${text} is no decimal; totals carry 20 decimals`);
  return decimal;
}
