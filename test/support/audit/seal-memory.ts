import { type DaySeal, leafText, type SealedTransaction } from '#audit/seal';
import type { SealBook } from '#audit/seal-ports';
import { assertThat } from '#kernel/errors';

/** The seals in memory, with the lock of the real ones; `onWrite` may throw between the two writes of a day. */
export function memorySeals(onWrite: () => void = () => undefined) {
  const seals = new Map<string, DaySeal>();
  const transactions = new Map<string, readonly SealedTransaction[]>();
  const textOf = (list: readonly SealedTransaction[]) => list.map(leafText).join('\n');
  const book: SealBook = {
    seals: async () => [...seals.values()].toSorted((left, right) => (left.day < right.day ? -1 : 1)),
    find: async (day) => seals.get(day),
    transactionsUnder: async (day) => transactions.get(day) ?? [],
    async write(seal, list) {
      const standing = transactions.get(seal.day) ?? list;
      transactions.set(seal.day, standing);
      assertThat(textOf(standing) === textOf(list), `${seal.day} holds other transactions`);
      onWrite();
      const first = seals.get(seal.day) ?? seal;
      seals.set(seal.day, first);
      return first;
    },
  };
  return { book, seals };
}
