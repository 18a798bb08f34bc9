import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type DynamoDBClient,
  ExecuteTransactionCommand,
  type ExecuteTransactionCommandInput,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { formatUnits } from '#kernel/money/units';
import { DynamoDbLedgerStore } from '#ledger/adapters/dynamodb-ledger-store';
import { jitteredPause } from '#ledger/adapters/jittered-pause';
import { createLedger } from '#ledger/steps/create-ledger';
import { createLedgerAccess } from '#ledger/steps/ledger-access';
import { startBenchEngine } from '#test/bench/bench-ledger';
import { type BenchResult, timed } from '#test/bench/bench-result';
import { faultsOf } from '#test/support/ledger/audit';
import { aClock, aDraft, anAccount, aPosting } from '#test/support/ledger/builders';
import { faultyClient, seededRandom } from '#test/support/ledger/faulty-client';
import { makeLedgerTable } from '#test/support/ledger/ledger-table';

const HOLDERS = 2000;
const CLEARING = 'clearing:report:bench:USD';
const ROUNDS = 7;
const WRITERS = 16;
const ENTRIES_WANTED = 20_000;

/** Entries per second into the local engine, beside the raw ceiling; and 16 writers under faults. */
export async function run(): Promise<BenchResult[]> {
  return [...(await againstCeiling()), ...(await underFaults())];
}

/**
 * Posts a report's distribution again and again, each time into a fresh table, and the very same reads and inserts without
 * our code into another; the two take turns at being first. A round that warms both up does not count.
 */
async function againstCeiling(): Promise<BenchResult[]> {
  await using engine = await startBenchEngine();
  const { client } = engine;
  const requests = await recorded(client, () => post(client, 'ours-0'));
  const entries = requests.flatMap(entriesOf).length;
  const ours = async (round: number) => (entries * 1000) / (await post(client, `ours-${round}`));
  const raw = async (round: number) => (entries * 1000) / (await replay(client, `raw-${round}`, requests));
  await raw(0);

  const rounds: { readonly ours: number; readonly raw: number }[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    if (round % 2 === 0) rounds.push({ ours: await ours(round), raw: await raw(round) });
    else rounds.push({ raw: await raw(round), ours: await ours(round) });
  }
  // Whatever else runs on the machine only ever slows a round down, so the best one tells most.
  const best = Math.max(...rounds.map((round) => round.ours));
  const ceiling = Math.max(...rounds.map((round) => round.raw));
  return [
    {
      name: 'postings',
      unit: 'entries/s',
      value: best,
      floor: ceiling,
      note: `one report to ${HOLDERS} holders by one writer; the ceiling replays its reads and inserts as they were, nothing else; each the best of ${ROUNDS} rounds after one that does not count`,
    },
    {
      name: 'postings, part of the ceiling',
      unit: '%',
      value: (100 * best) / ceiling,
      goal: 80,
      note: 'postings ÷ raw ceiling',
    },
  ];
}

/** Milliseconds in which a report's remittance and distribution stand in a fresh table. */
async function post(client: DynamoDBClient, name: string): Promise<number> {
  const store = new DynamoDbLedgerStore(client, await makeLedgerTable(client, name));
  const ledger = createLedger(createLedgerAccess({ store, clock: aClock(), pause: jitteredPause }));
  const remittance = aDraft('in', [aPosting('bank:USD', CLEARING, String(HOLDERS))]);
  const parts = Array.from({ length: HOLDERS }, (_, index) => aPosting(CLEARING, `payable:holder:B${index}:USD`, '1'));
  const distribution = aDraft('out', parts, { kind: 'distribution' });
  return timed(async () => {
    const outcomes = [await ledger.post(remittance), await ledger.postInChunks(distribution)];
    if (outcomes.some(({ kind }) => kind !== 'posted')) throw new Error(`They ended in ${JSON.stringify(outcomes)}`);
  });
}

type Request = BatchGetItemCommandInput | QueryCommandInput | ExecuteTransactionCommandInput;

/** What the client sends during the work, in order. */
async function recorded(client: DynamoDBClient, work: () => Promise<unknown>): Promise<readonly Request[]> {
  const requests: Request[] = [];
  const ofInterest = new Set([BatchGetItemCommand.name, QueryCommand.name, ExecuteTransactionCommand.name]);
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (ofInterest.has(String(commandName))) requests.push(args.input as Request);
        return next(args);
      },
    { step: 'initialize', name: 'recorder' },
  );
  await work();
  client.middlewareStack.remove('recorder');
  return requests;
}

function entriesOf(request: Request): readonly unknown[] {
  if (!('TransactStatements' in request)) return [];
  return (request.TransactStatements ?? []).filter(({ Parameters }) => Parameters?.[1]?.S?.startsWith('E#'));
}

/** Milliseconds of the same requests into a fresh table: before each write its look-ups at once, then its reads at once. */
async function replay(client: DynamoDBClient, name: string, requests: readonly Request[]): Promise<number> {
  const table = await makeLedgerTable(client, name);
  return timed(async () => {
    let lookups: Promise<unknown>[] = [];
    let reads: (() => Promise<unknown>)[] = [];
    for (const request of requests) {
      if ('RequestItems' in request) {
        const [keys = { Keys: [] }] = Object.values(request.RequestItems ?? {});
        lookups.push(client.send(new BatchGetItemCommand({ RequestItems: { [table]: keys } })));
      } else if ('KeyConditionExpression' in request) {
        reads.push(() => client.send(new QueryCommand({ ...request, TableName: table })));
      } else if ('TransactStatements' in request) {
        await Promise.all(lookups);
        await Promise.all(reads.map((read) => read()));
        [lookups, reads] = [[], []];
        const TransactStatements = request.TransactStatements?.map((statement) => ({
          ...statement,
          Statement: statement.Statement?.replace(/"[^"]+"/, `"${table}"`),
        }));
        await client.send(new ExecuteTransactionCommand({ TransactStatements }));
      }
    }
  });
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
