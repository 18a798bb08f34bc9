import { formatUnits } from '#kernel/money/units';
import type { Statement } from '#settlement/statement';

/** Why a statement cannot be settled. */
export interface StatementFault {
  readonly code: 'no_balance' | 'does_not_foot' | 'control_total' | 'not_settleable';
  /** A full sentence that names the difference. */
  readonly message: string;
}

/** Holds a statement to what it says of itself: balances, control totals, what its reader saw. */
export function proveStatement(statement: Statement): readonly StatementFault[] {
  const { statementId, obstacles } = statement;
  const name = `Statement ${statementId} of ${statement.accountAtBank}`;
  return [
    ...obstacles.map((obstacle) => ({
      code: 'not_settleable' as const,
      message: `${name} is not settled: ${obstacle}.`,
    })),
    ...footingFaults(statement, name),
    ...controlFaults(statement, name),
  ];
}

function footingFaults(statement: Statement, name: string): readonly StatementFault[] {
  const { opening, closing, credits, debits, currency, obstacles } = statement;
  if (opening === undefined || closing === undefined) {
    const missing = opening === undefined ? 'opening' : 'closing';
    return [{ code: 'no_balance', message: `${name} names no booked ${missing} balance, so it cannot be compared.` }];
  }
  const computed = opening.units + credits.units - debits.units;
  if (obstacles.length > 0 || computed === closing.units) return [];
  const message =
    `${name} does not foot: opening ${formatUnits(opening.units)} and its entries (${formatUnits(credits.units)} in, ` +
    `${formatUnits(debits.units)} out) make ${formatUnits(computed)}, but it closes with ${formatUnits(closing.units)}; ` +
    `the difference is ${formatUnits(closing.units - computed)} ${currency}.`;
  return [{ code: 'does_not_foot', message }];
}

function controlFaults({ credits, debits, controls, currency }: Statement, name: string): readonly StatementFault[] {
  const found = {
    credit: credits,
    debit: debits,
    both: { count: credits.count + debits.count, units: credits.units + debits.units },
  };
  return controls.flatMap((control) => {
    const { count, units } = found[control.of];
    const faults: StatementFault[] = [];
    if (control.count !== undefined && control.count !== count)
      faults.push({
        code: 'control_total',
        message: `${name} has ${count} entries, but its control ${control.name} says ${control.count}; the difference is ${control.count - count}.`,
      });
    if (control.units !== undefined && control.units !== units)
      faults.push({
        code: 'control_total',
        message: `${name} has entries of ${formatUnits(units)}, but its control ${control.name} says ${formatUnits(control.units)}; the difference is ${formatUnits(control.units - units)} ${currency}.`,
      });
    return faults;
  });
}
