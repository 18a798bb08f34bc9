import { sumUnits, type Units } from '#kernel/money/units';
import type { Entry } from '#ledger/entry';

/** What the trace looks at of an entry of a payable account. */
export type TracedEntry = Pick<
  Entry,
  'transactionId' | 'parentId' | 'kind' | 'source' | 'debit' | 'credit' | 'reserved' | 'reservedChange' | 'openParents'
>;

/**
 * The periods whose earnings a payment takes, first in first out: `entries` are the account's up to and with the payment's reservation,
 * oldest first. What was paid or reserved before took the earlier credits; what came back is no credit of its own. Credits that were not
 * available yet when the reservation was made come last.
 */
export function periodsTaken(entries: readonly TracedEntry[], units: Units): ReadonlyMap<string, Units> {
  const reservation = entries.at(-1);
  if (reservation === undefined) return new Map();
  const before = entries.slice(0, -1);
  const unreleased = new Set(reservation.openParents.map(({ id }) => id));
  const credits = before.filter(({ credit, kind }) => credit > 0n && kind !== 'reversal');
  const isWaiting = ({ parentId }: TracedEntry) => parentId !== undefined && unreleased.has(parentId);
  const queue = [...credits.filter((credit) => !isWaiting(credit)), ...credits.filter(isWaiting)];
  const returned = before.filter(({ kind }) => kind === 'reversal').map(({ credit }) => credit);
  const taken = sumUnits(before.map(({ debit }) => debit)) - sumUnits(returned);
  let skip = taken + reservation.reserved - reservation.reservedChange;
  let left = units;
  const periods = new Map<string, Units>();
  for (const { credit, source } of queue) {
    const passed = smallerOf(skip, credit);
    skip -= passed;
    const used = smallerOf(left, credit - passed);
    left -= used;
    if (used > 0n && source.type === 'period') periods.set(source.id, (periods.get(source.id) ?? 0n) + used);
  }
  return periods;
}

function smallerOf(left: Units, right: Units): Units {
  if (left < right) return left;
  return right;
}
