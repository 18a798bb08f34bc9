import type { HolderTotal, UnattributedTotal } from '#attribution/run-figures';
import { assertThat } from '#kernel/errors';
import { allocate } from '#kernel/money/allocate';
import { parseDecimal, rescale } from '#kernel/money/decimal';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { divideFloor } from '#kernel/money/rounding';
import { formatUnits, LEDGER_SCALE, parseUnits, type Units } from '#kernel/money/units';
import { compareUtf8 } from '#kernel/utf8-order';

const LINE_SCALE = 20;
const UNATTRIBUTED = '~unattributed';

/** What a policy pays, in ledger units: largest remainder over every holder and what nobody claims (R16). */
export interface PolicyPayout {
  readonly holders: ReadonlyMap<string, Units>;
  readonly unattributed: Units;
  readonly residual: Units;
}

/** Takes 20-decimal totals to what the ledger would post. */
export function payoutOf(
  pool: string,
  {
    holders,
    unattributed,
  }: { readonly holders: readonly HolderTotal[]; readonly unattributed: readonly UnattributedTotal[] },
): PolicyPayout {
  const unclaimed = unattributed.reduce((sum, { amount }) => sum + digitsOf(amount), 0n);
  const participants = [
    ...holders.map(({ rightsHolderId, amount }) => ({ id: rightsHolderId, weight: digitsOf(amount) })),
    { id: UNATTRIBUTED, weight: unclaimed },
  ];
  const total = participants.reduce((sum, { weight }) => sum + weight, 0n);
  const scale = powerOfTen(LINE_SCALE - LEDGER_SCALE);
  assertThat(total % scale === 0n, `Totals sum to ${total} of 10^-20; plays earn whole ledger units`);
  const amounts = allocate({ amount: total / scale, participants });
  const poolUnits = parseUnits(pool);
  assertThat(poolUnits !== undefined, `${pool} is no pool`);
  return {
    holders: new Map(amounts.slice(0, -1).map(({ id, amount }) => [id, amount])),
    unattributed: amounts.at(-1)?.amount ?? 0n,
    residual: poolUnits - total / scale,
  };
}

/** The part of the holders' money that the highest-paid hundredth of them gets (at least one holder), ten decimals. */
export function topOnePercentShare({ holders }: PolicyPayout): string {
  const amounts = [...holders.values()].sort(descending);
  return shareOf(amounts.slice(0, Math.ceil(amounts.length / 100)), amounts);
}

/** What becomes of the nine tenths of holders who have the least before. */
export function longTailOf(before: PolicyPayout, after: PolicyPayout) {
  const ids = [...new Set([...before.holders.keys(), ...after.holders.keys()])].sort((left, right) => {
    const difference = amountOf(before, left) - amountOf(before, right);
    return difference === 0n ? compareUtf8(left, right) : difference < 0n ? -1 : 1;
  });
  const tail = ids.slice(0, Math.floor((ids.length * 9) / 10));
  const deltas = ids.map((id) => amountOf(after, id) - amountOf(before, id));
  const share = (payout: PolicyPayout) =>
    shareOf(
      tail.map((id) => amountOf(payout, id)),
      [...payout.holders.values()],
    );
  return {
    holders: tail.length,
    share: share(after),
    share_before: share(before),
    gaining_holders: deltas.filter((delta) => delta > 0n).length,
    losing_holders: deltas.filter((delta) => delta < 0n).length,
  };
}

/** Every holder of either policy by id, with what the second pays them and by how much that differs from the first. */
export function holderChanges(before: PolicyPayout, after: PolicyPayout) {
  const ids = [...new Set([...before.holders.keys(), ...after.holders.keys()])].sort(compareUtf8);
  return ids.map((id) => ({ holder_id: id, ...changeOf(amountOf(before, id), amountOf(after, id)) }));
}

/** An amount with its difference from another. */
export function changeOf(before: Units, after: Units) {
  return { amount: formatUnits(after), delta: formatUnits(after - before) };
}

function amountOf({ holders }: PolicyPayout, id: string): Units {
  return holders.get(id) ?? 0n;
}

function shareOf(part: readonly Units[], whole: readonly Units[]): string {
  const sum = (amounts: readonly Units[]) => amounts.reduce((total, amount) => total + amount, 0n);
  const total = sum(whole);
  return formatUnits(total === 0n ? 0n : divideFloor(sum(part) * powerOfTen(LEDGER_SCALE), total));
}

function digitsOf(amount: string): bigint {
  const decimal = parseDecimal(amount);
  const exact = decimal === undefined ? undefined : rescale(decimal, LINE_SCALE);
  assertThat(exact !== undefined, `${amount} is no total of lines`);
  return exact.digits;
}

function descending(left: bigint, right: bigint): number {
  return left > right ? -1 : left < right ? 1 : 0;
}
