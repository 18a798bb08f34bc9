import {
  aHeader,
  anEntry,
  aSnapshot,
  aState,
  at,
  CUT,
  ENTRIES,
  entriesAlone,
  HEADERS,
  ledger_entries,
  STATES,
} from '#test/conformance/trino/cases/audit-world';
import { aBoundCase } from '#test/support/trino/bound-case';
import agedHoldings from '../../../../functions/audit/sql/aged-holdings.sql' with { type: 'text' };
import entryFaults from '../../../../functions/audit/sql/entry-faults.sql' with { type: 'text' };
import headerFaults from '../../../../functions/audit/sql/header-faults.sql' with { type: 'text' };
import openClearing from '../../../../functions/audit/sql/open-clearing.sql' with { type: 'text' };
import overdueReservations from '../../../../functions/audit/sql/overdue-reservations.sql' with { type: 'text' };
import periodShares from '../../../../functions/audit/sql/period-shares.sql' with { type: 'text' };
import snapshotFaults from '../../../../functions/audit/sql/snapshot-faults.sql' with { type: 'text' };
import stuckTransactions from '../../../../functions/audit/sql/stuck-transactions.sql' with { type: 'text' };
import trialBalance from '../../../../functions/audit/sql/trial-balance.sql' with { type: 'text' };
import unbalancedCurrencies from '../../../../functions/audit/sql/unbalanced-currencies.sql' with { type: 'text' };
import unbalancedTransactions from '../../../../functions/audit/sql/unbalanced-transactions.sql' with { type: 'text' };

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
    file: 'functions/audit/sql/snapshot-faults.sql',
    name: 'a sound one, one off by the last digit, one of no entry, one of another history',
    sql: snapshotFaults,
    values: { cut: CUT },
    tables: {
      ledger_entries: ENTRIES.map((entry) => ({ ...entry, effective_at: entry['recorded_at'] ?? null })),
      ledger_snapshots: [
        aSnapshot('payable:holder:H1:USD', 2, { as_of: at(1), entry_hash: 'a2', posted: '10.0000000001' }),
        aSnapshot('payable:holder:H1:USD', 2, { as_of: at(2), entry_hash: 'a2', posted: '15.0000000000' }),
        aSnapshot('payable:holder:H1:USD', 3, { as_of: at(3), entry_hash: 'a3', posted: '15.0000000001' }),
        aSnapshot('bank:USD#03', 1, { as_of: at(3), entry_hash: 'c1', posted: '-10.0000000000' }),
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
