import { z } from 'zod';
import type { StoredItem } from '#ledger/ledger-scan';

const text = z.object({ S: z.string() });
const attribute = z.union([text.transform(({ S }) => S), z.object({ N: z.string() }).transform(({ N }) => Number(N))]);

/** A batch of what was inserted into the ledger's table, as its stream tells it. */
export const ledgerInserts = z.object({
  Records: z.array(
    z.object({
      eventName: z.literal('INSERT'),
      dynamodb: z.object({
        Keys: z.object({ pk: text, sk: text }),
        NewImage: z.record(z.string(), attribute),
      }),
    }),
  ),
});

/** The items of a batch. */
export function itemsIn({ Records }: z.output<typeof ledgerInserts>): readonly StoredItem[] {
  return Records.map(({ dynamodb: { Keys, NewImage } }) => {
    const { pk: _pk, sk: _sk, ...record } = NewImage;
    return { pk: Keys.pk.S, sk: Keys.sk.S, record };
  });
}
