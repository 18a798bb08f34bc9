import type { TableRow } from '#test/support/lake-rows';

export const CUT = '2025-05-02T00:00:00.000Z';
export const at = (minute: number) => `2025-05-01T00:${String(minute).padStart(2, '0')}:00.000Z`;

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

export function anEntry({
  account,
  sequence,
  transaction,
  debit = NOTHING,
  credit = NOTHING,
  ...line
}: Line): TableRow {
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
export const ENTRIES: readonly TableRow[] = [
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

export const aHeader = (id: string, rest: TableRow = {}): TableRow => ({
  transaction_id: id,
  kind: 'manual',
  recorded_at: at(0),
  content_hash: `content-${id}`,
  ...rest,
});
export const aSnapshot = (shard: string, sequence: number, rest: TableRow): TableRow => ({
  account: shard.split('#')[0] ?? '',
  shard,
  sequence,
  reserved: NOTHING,
  recorded_at: at(59),
  ...rest,
});
export const aState = (id: string, ordinal: number, state: string): TableRow => ({
  transaction_id: id,
  ordinal,
  state,
  recorded_at: at(ordinal),
});

export const HEADERS: readonly TableRow[] = [
  aHeader('t1'),
  aHeader('t2', { content_hash: 'another' }),
  aHeader('t3'),
  aHeader('t4'),
  aHeader('t5'),
  aHeader('t6'),
  aHeader('t7', { chunk_count: 2 }),
  aHeader('t8'),
];
export const STATES: readonly TableRow[] = [
  ...['t1', 't2', 't4', 't5'].map((id) => aState(id, 1, 'posted')),
  aState('t3', 1, 'prepared'),
  aState('t3', 2, 'posted'),
  aState('t6', 1, 'prepared'),
  aState('t7', 1, 'pending'),
];

export const ledger_entries = ENTRIES;
export const entriesAlone = { values: { cut: CUT }, tables: { ledger_entries } };
