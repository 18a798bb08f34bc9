import { assertThat } from '#kernel/errors';
import { type Allotment, allocate, type Participant } from '#kernel/money/allocate';
import { sumUnits, type Units } from '#kernel/money/units';

/** A cost that somebody laid out and gets back before anything is shared. */
export interface RecoverableCost {
  readonly costId: string;
  readonly funderId: string;
  /** What is still to come back, in ledger units, never negative. */
  readonly units: Units;
}

/** Where a gross went; all parts sum to it. */
export interface FirstMoney {
  /** Per cost, in the order given. */
  readonly recovered: readonly { readonly costId: string; readonly funderId: string; readonly units: Units }[];
  readonly reserved: Units;
  /** The rest by shares, largest remainder (R16). */
  readonly shared: readonly Allotment[];
}

/**
 * First money out: costs in the order given, oldest first, then the reserve up to what it still lacks, then the shares.
 * Asserts that no amount is negative; shares may be empty only while nothing is left for them.
 */
export function distributeFirstMoney(of: {
  readonly gross: Units;
  readonly costs: readonly RecoverableCost[];
  readonly reserveLacks: Units;
  readonly shares: readonly Participant[];
}): FirstMoney {
  const { gross, costs, reserveLacks, shares } = of;
  assertThat(gross >= 0n && reserveLacks >= 0n, `A gross of ${gross} and a reserve that lacks ${reserveLacks}`);
  let left = gross;
  const take = (wanted: Units): Units => {
    assertThat(wanted >= 0n, `A cost of ${wanted}; what is still to come back is never negative`);
    const taken = wanted < left ? wanted : left;
    left -= taken;
    return taken;
  };
  const recovered = costs.map(({ costId, funderId, units }) => ({ costId, funderId, units: take(units) }));
  const reserved = take(reserveLacks);
  const shared = allocate({ amount: left, participants: shares });
  const whole = sumUnits([...recovered.map(({ units }) => units), reserved, ...shared.map(({ amount }) => amount)]);
  assertThat(whole === gross, `First money divides ${gross} into ${whole}`);
  return { recovered, reserved, shared };
}
