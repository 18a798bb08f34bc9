import { unreadable } from '#settlement/unreadable';

/** Sums and counts of one level: a file of groups, a group of accounts, an account of records. */
export interface ControlLevel {
  sum: bigint;
  members: number;
  records: number;
}

export const controlLevel = (): ControlLevel => ({ sum: 0n, members: 0, records: 0 });

interface Stated {
  readonly name: string;
  readonly line: number;
  readonly sum: string | undefined;
  readonly members?: string | undefined;
  readonly records: string | undefined;
}

/** Compares a control record with what was read; throws `UnreadableFile` naming both when they differ. */
export function requireControls(found: ControlLevel, stated: Stated): void {
  const { name, line } = stated;
  const differences = [
    differs('the sum of its amounts', found.sum, stated.sum),
    stated.members === undefined ? undefined : differs('its number of parts', BigInt(found.members), stated.members),
    differs('its number of records', BigInt(found.records), stated.records),
  ].filter((difference) => difference !== undefined);
  if (differences.length > 0)
    throw unreadable('control_total', `The ${name} does not add up: ${differences.join('; ')}.`, { line });
}

function differs(what: string, found: bigint, stated: string | undefined): string | undefined {
  const text = (stated ?? '').trim();
  if (!/^[+-]?\d{1,30}$/.test(text)) return `${what} is ${JSON.stringify(text)}, which is no number`;
  const difference = found - BigInt(text);
  return difference === 0n
    ? undefined
    : `${what} is ${found}, the control says ${BigInt(text)}, a difference of ${difference}`;
}

/** A signed whole number of a file, for the sums; `0` where it is empty. */
export const wholeOf = (text: string | undefined): bigint =>
  /^[+-]?\d{1,30}$/.test((text ?? '').trim()) ? BigInt((text ?? '').trim()) : 0n;
