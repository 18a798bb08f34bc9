import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type CorrectionKind, type CorrectionTotal, parseCorrections } from '#attribution/corrections';
import { parseTotals } from '#attribution/totals-file';
import type { CorrectionTotals } from '#close/correction-earnings';
import type { EarningTotals } from '#close/earnings';
import type { TotalsReader } from '#close/ports';
import { assertThat } from '#kernel/errors';
import { addDecimals, type Decimal, parseDecimal } from '#kernel/money/decimal';

/** The totals that attribution wrote to the lake when it proved a run. */
export class S3TotalsReader implements TotalsReader {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async read(totalsKey: string): Promise<EarningTotals> {
    const { holders, unattributed } = parseTotals(await this.#text(totalsKey));
    return {
      holders: holders.map(({ rightsHolderId, amount }) => ({ holderId: rightsHolderId, amount: exact(amount) })),
      unattributed: unattributed.map(({ trackId, rightsType, amount }) => ({
        trackId,
        rightsType,
        amount: exact(amount),
      })),
    };
  }

  async readCorrections(totalsKey: string): Promise<CorrectionTotals> {
    const { totals } = parseCorrections(await this.#text(totalsKey));
    return { late: earningTotals(totals, 'late'), recovered: earningTotals(totals, 'recovered') };
  }

  async #text(key: string): Promise<string> {
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
    assertThat(Body !== undefined, `${key} has no content`);
    return await Body.transformToString();
  }
}

/** One kind of corrections over all frozen periods, by holder, and by track and type where nobody claims; at or above zero. */
function earningTotals(totals: readonly CorrectionTotal[], kind: CorrectionKind): EarningTotals {
  const sums = new Map<string, CorrectionTotal & { readonly exact: Decimal }>();
  for (const total of totals.filter((one) => one.kind === kind)) {
    const key = [total.rights_holder_id, total.track_id, total.rights_type].join('\t');
    const { digits, scale } = exact(total.amount);
    const amount = { digits: kind === 'late' ? digits : -digits, scale };
    const before = sums.get(key)?.exact;
    sums.set(key, { ...total, exact: before === undefined ? amount : addDecimals(before, amount) });
  }
  const all = [...sums.values()];
  return {
    holders: all
      .filter(({ rights_holder_id }) => rights_holder_id !== '')
      .map(({ rights_holder_id: holderId, exact: amount }) => ({ holderId, amount })),
    unattributed: all
      .filter(({ rights_holder_id }) => rights_holder_id === '')
      .map(({ track_id: trackId, rights_type: rightsType, exact: amount }) => ({ trackId, rightsType, amount })),
  };
}

function exact(text: string): Decimal {
  const decimal = parseDecimal(text);
  assertThat(decimal !== undefined, `${text} is no decimal; totals carry 20 decimals`);
  return decimal;
}
