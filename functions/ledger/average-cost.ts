import { divideHalfEven } from '#kernel/money/rounding';
import type { Units } from '#kernel/money/units';

/**
 * What stands on the `fx` account of one currency and what it cost in the functional currency, both as credit balances: where
 * one is above zero, the other is below.
 */
export interface Position {
  readonly position: Units;
  readonly cost: Units;
}

/** One exchange's change of a currency's `fx` account and of the functional currency's, as credits. */
export interface Trade {
  readonly amount: Units;
  readonly functional: Units;
}

export const NO_POSITION: Position = { position: 0n, cost: 0n };

/**
 * The position after a trade, and the gain that it realised (below zero: the loss) by average cost, half-even (R26). A trade
 * that goes the position's way opens more of it and realises nothing; one against it closes a part at its average cost; one past
 * zero closes all of it and opens the rest the other way.
 */
export function afterTrade({ position, cost }: Position, trade: Trade): Position & { readonly gain: Units } {
  const { amount, functional } = trade;
  if (amount === 0n || position === 0n || isSameSign(amount, position)) {
    return { position: position + amount, cost: cost + functional, gain: 0n };
  }
  const closed = smaller(magnitude(amount), magnitude(position));
  const released = divideHalfEven(cost * closed, magnitude(position));
  const proceeds = divideHalfEven(functional * closed, magnitude(amount));
  return {
    position: position + amount,
    cost: cost - released + (functional - proceeds),
    gain: released + proceeds,
  };
}

function isSameSign(left: Units, right: Units): boolean {
  return left > 0n === right > 0n;
}

function magnitude(units: Units): Units {
  return units < 0n ? -units : units;
}

function smaller(left: Units, right: Units): Units {
  return left < right ? left : right;
}
