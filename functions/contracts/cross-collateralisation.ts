import { assertThat } from '#kernel/errors';
import { sumUnits, type Units } from '#kernel/money/units';

/** One contract of a group: what was advanced on it and what it has earned its holder, in ledger units, never negative. */
export interface CollateralContract {
  readonly contractId: string;
  readonly advance: Units;
  readonly royalty: Units;
}

/** What became of one contract's earnings. `ownRecouped + lent + payable` is its royalty. */
export interface ContractStanding {
  readonly contractId: string;
  /** Into its own advance. */
  readonly ownRecouped: Units;
  /** Into the advances of others of the group, and from others into its own. */
  readonly lent: Units;
  readonly borrowed: Units;
  readonly payable: Units;
  /** What is still open of its advance. */
  readonly unrecouped: Units;
}

/** A group of contracts, standing by standing and as one account. */
export interface GroupStanding {
  readonly contracts: readonly ContractStanding[];
  readonly payable: Units;
  /** Royalties − advances of the whole group: below zero while the group owes, and then nothing is payable. */
  readonly position: Units;
}

/** Contracts that do not stand in for each other: each recoups its own advance alone. */
export function recoupApart(contracts: readonly CollateralContract[]): readonly ContractStanding[] {
  return contracts.map(({ contractId, advance, royalty }) => {
    assertThat(advance >= 0n && royalty >= 0n, `${contractId} has an advance of ${advance} and earned ${royalty}`);
    const ownRecouped = royalty < advance ? royalty : advance;
    return {
      contractId,
      ownRecouped,
      lent: 0n,
      borrowed: 0n,
      payable: royalty - ownRecouped,
      unrecouped: advance - ownRecouped,
    };
  });
}

/**
 * Contracts of one group: what is payable on one first covers what is open on the others. Both go in the order given, the
 * order in which the advances were paid, so a repetition lends the same. Something is payable only when all is recouped.
 */
export function recoupCrossCollateralised(contracts: readonly CollateralContract[]): GroupStanding {
  const standings = recoupApart(contracts).map((standing) => ({ ...standing }));
  for (const open of standings) {
    for (const lender of standings) {
      const moved = lender.payable < open.unrecouped ? lender.payable : open.unrecouped;
      lender.payable -= moved;
      lender.lent += moved;
      open.borrowed += moved;
      open.unrecouped -= moved;
    }
  }
  const payable = sumUnits(standings.map((standing) => standing.payable));
  const position = sumUnits(contracts.map(({ royalty, advance }) => royalty - advance));
  assertThat(payable === (position > 0n ? position : 0n), `The group pays ${payable} and stands at ${position}`);
  return { contracts: standings, payable, position };
}
