import type { TableRow } from '#test/support/lake-rows';
import { aBoundCase } from '#test/support/trino/bound-case';
import agedHoldings from '../../../../functions/audit/sql/aged-holdings.sql' with { type: 'text' };
import entryFaults from '../../../../functions/audit/sql/entry-faults.sql' with { type: 'text' };
import headerFaults from '../../../../functions/audit/sql/header-faults.sql' with { type: 'text' };
import openClearing from '../../../../functions/audit/sql/open-clearing.sql' with { type: 'text' };
import overdueReservations from '../../../../functions/audit/sql/overdue-reservations.sql' with { type: 'text' };
import periodShares from '../../../../functions/audit/sql/period-shares.sql' with { type: 'text' };
import stuckTransactions from '../../../../functions/audit/sql/stuck-transactions.sql' with { type: 'text' };
import trialBalance from '../../../../functions/audit/sql/trial-balance.sql' with { type: 'text' };
import unbalancedCurrencies from '../../../../functions/audit/sql/unbalanced-currencies.sql' with { type: 'text' };
import unbalancedTransactions from '../../../../functions/audit/sql/unbalanced-transactions.sql' with { type: 'text' };

const CUT = '2025-05-02T00:00:00.000Z';
const at = (minute: number) => `2025-05-01T00:${String(minute).padStart(2, '0')}:00.000Z`;

interface Line {
  readonly account: string;
  readonly sequence: number;
  readonly transaction: string;
  readonly debit?: string;
  readonly credit?: string;
  readonly posted: string;
  readonly hash: string;
  readonly previous?: string;
  readonly minute?: number;
}

const NOTHING = '0.0000000000';

function anEntry({ account, sequence, transaction, debit = NOTHING, credit = NOTHING, ...line }: Line): TableRow {
  return {
    account: account.split('#')[0] ?? '',
    shard: account,
    currency: account.split(':').at(-1)?.slice(0, 3) ?? '',
    sequence,
    transaction_id: transaction,
    debit,
    credit,
    amount: debit === NOTHING ? credit : `-${debit}`,
    reserved_change: NOTHING,
    posted: line.posted,
    reserved: NOTHING,
    recorded_at: at(line.minute ?? sequence),
    content_hash: `content-${transaction}`,
    previous_hash: line.previous ?? '',
    hash: line.hash,
  };
}

/** Books with a fault of every kind: a gap, a broken chain, a wrong balance, one side that is off by the last digit. */
const ENTRIES: readonly TableRow[] = [
  anEntry({
    account: 'payable:holder:H1:USD',
    sequence: 1,
    transaction: 't1',
    credit: '10.0000000001',
    posted: '10.0000000001',
    hash: 'a1',
  }),
  anEntry({
    account: 'payable:holder:H1:USD',
    sequence: 2,
    transaction: 't2',
    credit: '5.0000000000',
    posted: '15.0000000001',
    hash: 'a2',
    previous: 'a1',
  }),
  anEntry({
    account: 'payable:holder:H1:USD',
    sequence: 4,
    transaction: 't3',
    debit: '1.0000000000',
    posted: '14.0000000001',
    hash: 'a4',
    previous: 'a3',
  }),
  anEntry({
    account: 'bank:USD#03',
    sequence: 1,
    transaction: 't1',
    debit: '10.0000000000',
    posted: '-10.0000000000',
    hash: 'b1',
  }),
  anEntry({
    account: 'bank:USD#11',
    sequence: 1,
    transaction: 't2',
    debit: '5.0000000000',
    posted: '-4.0000000000',
    hash: 'c1',
  }),
  anEntry({
    account: 'clearing:report:r_1:EUR',
    sequence: 1,
    transaction: 't4',
    credit: '3.0000000000',
    posted: '3.0000000000',
    hash: 'd1',
  }),
  anEntry({
    account: 'holding:unattributed:T1:label:EUR',
    sequence: 1,
    transaction: 't4',
    credit: '2.5000000000',
    posted: '2.5000000000',
    hash: 'e1',
  }),
  anEntry({
    account: 'holding:unattributed:T1:label:EUR',
    sequence: 2,
    transaction: 't6',
    credit: '1.0000000000',
    posted: '3.5000000000',
    hash: 'e2',
    previous: 'e1',
    minute: 50,
  }),
  anEntry({
    account: 'holding:residual:US:EUR',
    sequence: 1,
    transaction: 't4',
    credit: '9.0000000000',
    posted: '9.0000000000',
    hash: 'f1',
  }),
  anEntry({
    account: 'holding:disputed:c1:EUR',
    sequence: 1,
    transaction: 't4',
    debit: '14.5000000000',
    posted: '-14.5000000000',
    hash: 'g1',
  }),
  {
    ...anEntry({
      account: 'fx:EUR',
      sequence: 1,
      transaction: 't9',
      credit: '1.0000000000',
      posted: '1.0000000000',
      hash: 'h1',
    }),
    recorded_at: '2025-05-02T00:00:00.001Z',
  },
];

const aHeader = (id: string, rest: TableRow = {}): TableRow => ({
  transaction_id: id,
  kind: 'manual',
  recorded_at: at(0),
  content_hash: `content-${id}`,
  ...rest,
});
const aState = (id: string, ordinal: number, state: string): TableRow => ({
  transaction_id: id,
  ordinal,
  state,
  recorded_at: at(ordinal),
});

const HEADERS: readonly TableRow[] = [
  aHeader('t1'),
  aHeader('t2', { content_hash: 'another' }),
  aHeader('t3'),
  aHeader('t4'),
  aHeader('t5'),
  aHeader('t6'),
  aHeader('t7', { chunk_count: 2 }),
  aHeader('t8'),
];
const STATES: readonly TableRow[] = [
  ...['t1', 't2', 't4', 't5'].map((id) => aState(id, 1, 'posted')),
  aState('t3', 1, 'prepared'),
  aState('t3', 2, 'posted'),
  aState('t6', 1, 'prepared'),
  aState('t7', 1, 'pending'),
];

const ledger_entries = ENTRIES;
const entriesAlone = { values: { cut: CUT }, tables: { ledger_entries } };

/** The checks of the books that read the ledger's copy, and its trial balance. */
export const AUDIT_CASES = [
  aBoundCase({
    file: 'functions/audit/sql/trial-balance.sql',
    name: 'accounts over their shards',
    sql: trialBalance,
    ...entriesAlone,
  }),
  aBoundCase({
    file: 'functions/audit/sql/unbalanced-currencies.sql',
    name: 'off by the last digit',
    sql: unbalancedCurrencies,
    ...entriesAlone,
  }),
  aBoundCase({
    file: 'functions/audit/sql/unbalanced-transactions.sql',
    name: 'off by the last digit, one-sided',
    sql: unbalancedTransactions,
    ...entriesAlone,
  }),
  aBoundCase({
    file: 'functions/audit/sql/entry-faults.sql',
    name: 'a gap, a broken chain, a wrong balance',
    sql: entryFaults,
    ...entriesAlone,
  }),
  aBoundCase({
    file: 'functions/audit/sql/open-clearing.sql',
    name: 'one that is not zero',
    sql: openClearing,
    ...entriesAlone,
  }),
  aBoundCase({
    file: 'functions/audit/sql/header-faults.sql',
    name: 'headers, entries and states that contradict each other',
    sql: headerFaults,
    values: { cut: CUT },
    tables: { ledger_entries, ledger_transactions: HEADERS, ledger_states: STATES },
  }),
  aBoundCase({
    file: 'functions/audit/sql/aged-holdings.sql',
    name: 'first in, first out, residuals excepted',
    sql: agedHoldings,
    values: {
      cut: CUT,
      unattributed_since: at(30),
      unmatched_since: at(0),
      disputed_since: at(0),
      returned_since: at(0),
      unexplained_since: at(0),
    },
    tables: { ledger_entries },
  }),
  aBoundCase({
    file: 'functions/audit/sql/period-shares.sql',
    name: 'a distribution in chunks, and what is none',
    sql: periodShares,
    values: { cut: CUT },
    tables: {
      ledger_entries: [
        ...ENTRIES,
        ...['payable:holder:H1:USD', 'holding:unattributed:T1:label:USD', 'holding:residual:US:USD'].map(
          (account, index) => ({
            ...anEntry({
              account,
              sequence: 40,
              transaction: `c${index}`,
              credit: `${index}.0000000001`,
              posted: '9',
              hash: '',
            }),
            source_type: 'period',
            source_id: 'US_2025_04',
            parent_id: 'period.US_2025_04.distribution',
          }),
        ),
      ],
    },
  }),
  aBoundCase({
    file: 'functions/audit/sql/stuck-transactions.sql',
    name: 'pending and prepared for too long',
    sql: stuckTransactions,
    values: { cut: CUT, pending_since: at(30), waiting_since: at(30) },
    tables: { ledger_transactions: HEADERS, ledger_states: STATES },
  }),
  aBoundCase({
    file: 'functions/audit/sql/overdue-reservations.sql',
    name: 'one that is over and stands, one that ended, one that has time',
    sql: overdueReservations,
    values: { cut: CUT, expired_since: at(30) },
    tables: {
      ledger_transactions: ['t1', 't2', 't3'].map((id) =>
        aHeader(id, { kind: 'reservation', expires_at: at(id === 't3' ? 40 : 20) }),
      ),
      ledger_states: [
        aState('t1', 1, 'reserved'),
        aState('t2', 1, 'reserved'),
        aState('t2', 2, 'expired'),
        aState('t3', 1, 'reserved'),
      ],
      ledger_entries: ENTRIES.map((entry) => ({ ...entry, kind: 'reservation' })),
    },
  }),
];
