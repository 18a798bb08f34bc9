import { hash } from 'node:crypto';
import { assertThat } from '#kernel/errors';

/** A SHA-256, 64 lower-case hex digits. */
export type HashHex = string;

/** The hash of a leaf: SHA-256 over a zero byte and the text (RFC 6962), so that no leaf is ever taken for a node. */
export function leafHash(text: string): HashHex {
  return hash('sha256', `\0${text}`);
}

function nodeHash(left: HashHex, right: HashHex): HashHex {
  return hash('sha256', Buffer.from(`01${left}${right}`, 'hex'));
}

/** The root over the hashes of leaves in order (RFC 6962, 2.1); of none, the hash of nothing. */
export function merkleRoot(leaves: readonly HashHex[]): HashHex {
  return leaves.length === 0 ? hash('sha256', '') : rootOf(leaves, 0, leaves.length);
}

/** The hashes by which whoever has the leaf at `index` finds the root, from the leaf upwards (RFC 6962, 2.1.1). */
export function auditPath(leaves: readonly HashHex[], index: number): readonly HashHex[] {
  assertThat(index >= 0 && index < leaves.length, `A tree of ${leaves.length} leaves has no leaf ${index}`);
  return pathOf(leaves, { index, from: 0, to: leaves.length });
}

function rootOf(leaves: readonly HashHex[], from: number, to: number): HashHex {
  if (to - from === 1) return leaves[from] ?? '';
  const middle = from + splitOf(to - from);
  return nodeHash(rootOf(leaves, from, middle), rootOf(leaves, middle, to));
}

function pathOf(
  leaves: readonly HashHex[],
  { index, from, to }: { readonly index: number; readonly from: number; readonly to: number },
): readonly HashHex[] {
  if (to - from === 1) return [];
  const middle = from + splitOf(to - from);
  return index < middle
    ? [...pathOf(leaves, { index, from, to: middle }), rootOf(leaves, middle, to)]
    : [...pathOf(leaves, { index, from: middle, to }), rootOf(leaves, from, middle)];
}

/** The largest power of two below `count`. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}
