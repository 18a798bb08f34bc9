import { assertThat } from '#kernel/errors';
import { compareUtf8 } from '#kernel/utf8-order';

/** One who takes part in an allocation; `id` breaks ties, `weight` is a non-negative integer of any unit. */
export interface Participant {
  readonly id: string;
  readonly weight: bigint;
}

/** What one participant receives, in the units of the amount. */
export interface Allotment {
  readonly id: string;
  readonly amount: bigint;
}

interface Quota extends Allotment {
  readonly index: number;
  readonly remainder: bigint;
}

/**
 * Splits `amount` by weight so that the parts sum to it exactly: largest remainder, ties by id in UTF-8 byte order (R16).
 * A negative amount mirrors the positive one. Weight zero receives zero. Answers in the order of `participants`.
 * Asserts unique ids, no negative weight, and a positive sum of weights unless the amount is zero.
 */
export function allocate(input: {
  readonly amount: bigint;
  readonly participants: readonly Participant[];
}): readonly Allotment[] {
  const { participants } = input;
  const magnitude = input.amount < 0n ? -input.amount : input.amount;
  const totalWeight = checkedTotal(participants);
  if (magnitude === 0n) return participants.map(({ id }) => ({ id, amount: 0n }));
  assertThat(totalWeight > 0n, `Cannot allocate ${input.amount} over no weight; one weight must be above zero`);

  const quotas = participants.map(({ id, weight }, index): Quota => {
    const product = magnitude * weight;
    return { id, index, amount: product / totalWeight, remainder: product % totalWeight };
  });
  const extras = extraUnits(quotas, magnitude);
  const sign = input.amount < 0n ? -1n : 1n;
  return quotas.map(({ id, index, amount }) => ({ id, amount: sign * (extras.has(index) ? amount + 1n : amount) }));
}

function checkedTotal(participants: readonly Participant[]): bigint {
  const ids = new Set<string>();
  let total = 0n;
  for (const { id, weight } of participants) {
    assertThat(!ids.has(id), `Participant ${id} appears twice; ids must be unique so that ties have one answer`);
    assertThat(weight >= 0n, `Participant ${id} has weight ${weight}; a weight is zero or more`);
    ids.add(id);
    total += weight;
  }
  return total;
}

/** The places of those who receive one unit more than their floor. */
function extraUnits(quotas: readonly Quota[], magnitude: bigint): ReadonlySet<number> {
  let left = magnitude;
  for (const quota of quotas) left -= quota.amount;
  if (left === 0n) return new Set();
  const ranked = quotas
    .filter(({ remainder }) => remainder > 0n)
    .sort((a, b) => (a.remainder === b.remainder ? compareUtf8(a.id, b.id) : a.remainder > b.remainder ? -1 : 1));
  assertThat(left <= BigInt(ranked.length), `Allocation left ${left} units for ${ranked.length} remainders`);
  return new Set(ranked.slice(0, Number(left)).map(({ index }) => index));
}
