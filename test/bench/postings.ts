import {
  BatchGetItemCommand,
  type DynamoDBClient,
  ExecuteTransactionCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { formatUnits } from '#kernel/money/units';
import { DynamoDbLedgerStore } from '#ledger/adapters/dynamodb-ledger-store';
import { jitteredPause } from '#ledger/adapters/jittered-pause';
import type { TransactionDraft } from '#ledger/journal-transaction';
import { createLedger } from '#ledger/steps/create-ledger';
import { createLedgerAccess } from '#ledger/steps/ledger-access';
import { startBenchEngine } from '#test/bench/bench-ledger';
import { type BenchResult, timed } from '#test/bench/bench-result';
import { faultsOf } from '#test/support/ledger/audit';
import { aClock, aDraft, anAccount, aPosting } from '#test/support/ledger/builders';
import { faultyClient, seededRandom } from '#test/support/ledger/faulty-client';
import { makeLedgerTable } from '#test/support/ledger/ledger-table';

const HOLDERS = 2000;
const ROUNDS = 2;
const WRITERS = 16;
const ENTRIES_WANTED = 20_000;

/** Entries per second into the local engine, beside the raw ceiling; and 16 writers under faults. */
export async function run(): Promise<BenchResult[]> {
  return [...(await againstCeiling()), ...(await underFaults())];
}

/** Posts a report's distribution, then replays the very same reads and inserts without our code into a fresh table. */
async function againstCeiling(): Promise<BenchResult[]> {
  const ours: number[] = [];
  const raw: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await using engine = await startBenchEngine();
    const recorded = recorder(engine.client);
    const store = new DynamoDbLedgerStore(engine.client, engine.table);
    const ledger = createLedger(createLedgerAccess({ store, clock: aClock(), pause: jitteredPause }));
    await ledger.post(aDraft('in', [aPosting('bank:USD', 'clearing:report:bench:USD', String(HOLDERS))]));
    const draft = distribution();
    recorded.start();
    const milliseconds = await timed(async () => {
      const outcome = await ledger.postInChunks(draft);
      if (outcome.kind !== 'posted') throw new Error(`The distribution ended in ${outcome.kind}`);
    });
    recorded.stop();
    ours.push((recorded.entries * 1000) / milliseconds);
    const table = await makeLedgerTable(engine.client, 'raw-ceiling');
    const ceiling = await timed(() => replay(engine.client, table, recorded.steps));
    raw.push((recorded.entries * 1000) / ceiling);
  }
  const [best, ceiling] = [Math.max(...ours), Math.max(...raw)];
  const note = `one report to ${HOLDERS} holders by one writer; the ceiling replays its queries and inserts as they were, nothing else; best of ${ROUNDS}`;
  return [
    { name: 'postings', unit: 'entries/s', value: best, floor: ceiling, goal: ceiling * 0.8, note },
    {
      name: 'postings, part of the ceiling',
      unit: '%',
      value: (100 * best) / ceiling,
      goal: 80,
      note: 'postings ÷ raw ceiling',
    },
  ];
}

function distribution(): TransactionDraft {
  const parts = Array.from({ length: HOLDERS }, (_, index) =>
    aPosting('clearing:report:bench:USD', `payable:holder:B${index}:USD`, '1'),
  );
  return aDraft('bench', parts, { kind: 'distribution' });
}

type Lookup = BatchGetItemCommand['input'];
type Step = {
  readonly lookups: Lookup[];
  readonly reads: QueryCommand['input'][];
  write?: ExecuteTransactionCommand['input'];
};

/** Notes what a client sends between start and stop, in steps of lookups and reads followed by one write. */
function recorder(client: DynamoDBClient) {
  const steps: Step[] = [];
  let isOn = false;
  let entries = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      if (!isOn) return next(args);
      const input = args.input as QueryCommand['input'] & ExecuteTransactionCommand['input'] & Lookup;
      const last = steps.at(-1);
      const step: Step = last === undefined || last.write !== undefined ? { lookups: [], reads: [] } : last;
      if (step !== last) steps.push(step);
      if (input.RequestItems !== undefined) step.lookups.push(input);
      else if (input.TransactStatements === undefined) step.reads.push(input);
      else {
        step.write = input;
        entries += input.TransactStatements.filter(({ Parameters }) => Parameters?.[1]?.S?.startsWith('E#')).length;
      }
      return next(args);
    },
    { step: 'initialize', name: 'recorder' },
  );
  return {
    steps,
    get entries() {
      return entries;
    },
    start: () => {
      isOn = true;
    },
    stop: () => {
      isOn = false;
    },
  };
}

/** The recorded requests again: the lookups of a step at once, then its reads, then its write. */
async function replay(client: DynamoDBClient, table: string, steps: readonly Step[]): Promise<void> {
  for (const { lookups, reads, write } of steps) {
    const keysOf = ({ RequestItems = {} }: Lookup) => ({ [table]: Object.values(RequestItems)[0] ?? { Keys: [] } });
    await Promise.all(lookups.map((one) => client.send(new BatchGetItemCommand({ RequestItems: keysOf(one) }))));
    await Promise.all(reads.map((input) => client.send(new QueryCommand({ ...input, TableName: table }))));
    if (write === undefined) continue;
    const TransactStatements = write.TransactStatements?.map((statement) => ({
      ...statement,
      Statement: statement.Statement?.replace('"royalty-ledger"', `"${table}"`),
    }));
    await client.send(new ExecuteTransactionCommand({ TransactStatements }));
  }
}

/** 16 writers, each with a client of its own whose writes meet conflicts, throttling and lost answers. */
async function underFaults(): Promise<BenchResult[]> {
  await using engine = await startBenchEngine();
  const perDraft = 5;
  const count = ENTRIES_WANTED / perDraft;
  const drafts = Array.from({ length: count }, (_, index) => {
    const parts = Array.from({ length: perDraft - 1 }, (_unused, part) =>
      aPosting('bank:USD', `payable:holder:F${(index * 7 + part * 13) % 997}:USD`, '1'),
    );
    return aDraft(`f${index}`, parts);
  });
  let next = 0;
  let injectedFaults = 0;
  const milliseconds = await timed(async () => {
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      const faults = { conflict: 0.05, throttled: 0.05, answerLost: 0.05 };
      const { client, injected } = faultyClient(engine.client, faults, seededRandom(writer + 1));
      const store = new DynamoDbLedgerStore(client, engine.table);
      const ledger = createLedger(createLedgerAccess({ store, clock: aClock(), pause: jitteredPause }));
      for (let index = next++; index < drafts.length; index = next++) {
        const draft = drafts[index];
        if (draft !== undefined) await ledger.post(draft);
      }
      injectedFaults += injected.conflict + injected.throttled + injected.answerLost;
      client.destroy();
    });
    await Promise.all(writers);
  });
  const store = new DynamoDbLedgerStore(engine.client, engine.table);
  const faults = await faultsOf(store);
  const ledger = createLedger(createLedgerAccess({ store, clock: aClock(), pause: jitteredPause }));
  const { posted } = await ledger.balance(anAccount('bank:USD'));
  const expected = `${count * (perDraft - 1)}.0000000000`;
  if (faults.length > 0 || formatUnits(posted) !== expected) {
    throw new Error(
      `Lost or doubled: bank:USD is ${formatUnits(posted)}, not ${expected}; ${faults.slice(0, 3).join('; ')}`,
    );
  }
  const note = `${ENTRIES_WANTED} entries by ${WRITERS} writers, ${injectedFaults} injected conflicts, throttlings and lost answers; every chain verified afterwards, none lost, none doubled`;
  return [{ name: 'postings under faults', unit: 'entries/s', value: (ENTRIES_WANTED * 1000) / milliseconds, note }];
}
