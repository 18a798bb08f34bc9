import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { HolderTotal, UnattributedTotal } from '#close/earnings';
import type { TotalsReader } from '#close/ports';
import { assertThat } from '#kernel/errors';
import { type Decimal, parseDecimal } from '#kernel/money/decimal';

const amount = z.string().transform((text, context): Decimal => {
  const decimal = parseDecimal(text);
  if (decimal !== undefined) return decimal;
  context.addIssue({ code: 'custom', message: `${text} is no decimal` });
  return z.NEVER;
});
const line = z.union([
  z.object({ rights_holder_id: z.string(), amount }),
  z.object({ track_id: z.string(), rights_type: z.string(), amount }),
]);

/** Totals in the lake, one JSON object a line: `{rights_holder_id, amount}`, or `{track_id, rights_type, amount}` of what nobody claims. */
export class S3TotalsReader implements TotalsReader {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async read(totalsKey: string) {
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: totalsKey }));
    assertThat(Body instanceof Readable, `${totalsKey} has no content`);
    const holders: HolderTotal[] = [];
    const unattributed: UnattributedTotal[] = [];
    for await (const text of createInterface({ input: Body, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (text === '') continue;
      const total = line.parse(JSON.parse(text));
      if ('rights_holder_id' in total) holders.push({ holderId: total.rights_holder_id, amount: total.amount });
      else unattributed.push({ trackId: total.track_id, rightsType: total.rights_type, amount: total.amount });
    }
    return { holders, unattributed };
  }
}
