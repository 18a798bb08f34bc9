import { z } from 'zod';
import { type DestinationContent, PAYOUT_METHODS } from '#holders/destination';
import type { HolderContent, PlanContent } from '#holders/holder';
import type { TaxFormsContent } from '#holders/tax-form';

/** Partition of the index `gsi1` that lists all holders. */
export const HOLDERS_INDEX_KEY = 'HOLDERS';

/** How one kind of record stands in the control table. */
export interface RecordKind<Content> {
  /** Start of the partition key: `HOLDER` gives `HOLDER#<id>`. */
  readonly prefix: string;
  toAttributes(content: Content): Readonly<Record<string, string | undefined>>;
  /** Reads the content from an item; throws when it is none. */
  parse(item: unknown): Content;
  /** Partition of the index `gsi1` that lists the heads by id. */
  readonly indexKey?: string;
}

const holderItem = z
  .object({
    holder_id: z.string(),
    name: z.string(),
    kind: z.string(),
    currency: z.string(),
    country: z.string(),
    commission_rate: z.string().exactOptional(),
    plan: z.string().exactOptional(),
    payout_method: z.string(),
    payout_threshold: z.string(),
  })
  .transform(
    ({ holder_id, commission_rate, payout_method, payout_threshold, ...same }): HolderContent => ({
      holderId: holder_id,
      ...same,
      ...(commission_rate !== undefined && { commissionRate: commission_rate }),
      payoutMethod: payout_method,
      payoutThreshold: payout_threshold,
    }),
  );

export const holderKind: RecordKind<HolderContent> = {
  prefix: 'HOLDER',
  indexKey: HOLDERS_INDEX_KEY,
  toAttributes: ({ holderId, commissionRate, payoutMethod, payoutThreshold, ...same }) => ({
    holder_id: holderId,
    ...same,
    commission_rate: commissionRate,
    payout_method: payoutMethod,
    payout_threshold: payoutThreshold,
  }),
  parse: (item) => holderItem.parse(item),
};

const planItem = z
  .object({ plan: z.string(), commission_rate: z.string() })
  .transform(({ plan, commission_rate }): PlanContent => ({ plan, commissionRate: commission_rate }));

export const planKind: RecordKind<PlanContent> = {
  prefix: 'PLAN',
  toAttributes: ({ plan, commissionRate }) => ({ plan, commission_rate: commissionRate }),
  parse: (item) => planItem.parse(item),
};

const destinationItem = z
  .object({
    holder_id: z.string(),
    method: z.enum(PAYOUT_METHODS),
    iban: z.string().exactOptional(),
    bic: z.string().exactOptional(),
    account: z.string().exactOptional(),
    routing: z.string().exactOptional(),
    email: z.string().exactOptional(),
    verified: z.enum(['true', 'false']),
  })
  .transform(({ holder_id, ...same }): DestinationContent => ({ holderId: holder_id, ...same }));

export const destinationKind: RecordKind<DestinationContent> = {
  prefix: 'DESTINATION',
  toAttributes: ({ holderId, ...same }) => ({ holder_id: holderId, ...same }),
  parse: (item) => destinationItem.parse(item),
};

const taxFormsItem = z
  .object({ holder_id: z.string(), forms: z.string() })
  .transform(({ holder_id, forms }): TaxFormsContent => ({ holderId: holder_id, forms }));

export const taxFormsKind: RecordKind<TaxFormsContent> = {
  prefix: 'TAXFORMS',
  toAttributes: ({ holderId, forms }) => ({ holder_id: holderId, forms }),
  parse: (item) => taxFormsItem.parse(item),
};
