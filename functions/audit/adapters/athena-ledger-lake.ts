import { type AgeLimits, LAKE_CHECKS, type LakeFault, type LedgerLake, type PeriodShares } from '#audit/lake-ports';
import { assertThat } from '#kernel/errors';
import { parseUnits } from '#kernel/money/units';
import { bindValues } from '#kernel/sql/bind-values';
import type { Instant } from '#kernel/time/clock';
import type { AthenaQueries, QueryRow } from '#platform/clients/athena-queries';
import agedHoldings from '../sql/aged-holdings.sql' with { type: 'text' };
import entryFaults from '../sql/entry-faults.sql' with { type: 'text' };
import headerFaults from '../sql/header-faults.sql' with { type: 'text' };
import openClearing from '../sql/open-clearing.sql' with { type: 'text' };
import overdueReservations from '../sql/overdue-reservations.sql' with { type: 'text' };
import periodShares from '../sql/period-shares.sql' with { type: 'text' };
import snapshotFaults from '../sql/snapshot-faults.sql' with { type: 'text' };
import stuckTransactions from '../sql/stuck-transactions.sql' with { type: 'text' };
import unbalancedCurrencies from '../sql/unbalanced-currencies.sql' with { type: 'text' };
import unbalancedTransactions from '../sql/unbalanced-transactions.sql' with { type: 'text' };

const QUESTIONS = [
  unbalancedCurrencies,
  unbalancedTransactions,
  entryFaults,
  snapshotFaults,
  headerFaults,
  agedHoldings,
  stuckTransactions,
  openClearing,
  overdueReservations,
];
const FAULTS_MAX = 1000;

/** One query for all questions: Athena's start-up costs more than any of them. */
export function faultsQuery(cut: Instant, limits: AgeLimits): ReturnType<typeof bindValues> {
  const questions = QUESTIONS.map((sql) => `select * from (\n${sql}\n)`);
  const order = `order by fault, account, entry, transaction_id, detail limit ${FAULTS_MAX}`;
  return bindValues(`${questions.join('\nunion all\n')}\n${order}`, {
    cut,
    ...Object.fromEntries(Object.entries(limits.heldSince).map(([reason, since]) => [`${reason}_since`, since])),
    pending_since: limits.pendingSince,
    waiting_since: limits.waitingSince,
    expired_since: limits.expiredSince,
  });
}

/** The copy of the ledger as Athena sees it. */
export function createLedgerLake(queries: AthenaQueries): LedgerLake {
  return {
    async faults(cut, limits) {
      const { sql, parameters } = faultsQuery(cut, limits);
      return (await queries.rows(sql, { parameters })).map(faultFrom);
    },
    async periodShares(cut) {
      const { sql, parameters } = sharesQuery(cut);
      return new Map((await queries.rows(sql, { parameters })).map(sharesFrom));
    },
  };
}

/** What the distributions of periods say. */
export function sharesQuery(cut: Instant): ReturnType<typeof bindValues> {
  return bindValues(periodShares, { cut });
}

/** A period's shares of a row. */
export function sharesFrom(row: QueryRow): readonly [periodId: string, shares: PeriodShares] {
  const unitsOf = (name: string) => {
    const units = parseUnits(row[name] ?? '');
    assertThat(units !== undefined, `The lake answers ${row[name]} as ${name}, which is no amount`);
    return units;
  };
  const shares = { holders: unitsOf('holders'), unattributed: unitsOf('unattributed'), residual: unitsOf('residual') };
  return [row['period_id'] ?? '', shares];
}

/** A fault of a row; an empty text is none. */
export function faultFrom({ fault, account = '', entry = '', transaction_id = '', detail = '' }: QueryRow): LakeFault {
  const check = LAKE_CHECKS.find((name) => name === fault);
  assertThat(check !== undefined, `The lake answers the fault ${fault}, which no check is named after`);
  return {
    check,
    detail,
    ...(account === '' ? {} : { account }),
    ...(entry === '' ? {} : { entry }),
    ...(transaction_id === '' ? {} : { transactionId: transaction_id }),
  };
}
