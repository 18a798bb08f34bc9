import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DynamoDBClient,
  ExecuteTransactionCommand,
  type ExecuteTransactionCommandInput,
} from '@aws-sdk/client-dynamodb';
import { DynamodbDestinationBook } from '#holders/adapters/dynamodb-destination-book';
import {
  createDestinationRecords,
  createHolderDirectory,
  createHolderRecords,
  createTaxFormRecords,
} from '#holders/adapters/dynamodb-records';
import { taxFormsOf } from '#holders/tax-form';
import type { VersionedRecords } from '#holders/versioned-records';
import { DynamoDbLedgerStore } from '#ledger/adapters/dynamodb-ledger-store';
import { jitteredPause } from '#ledger/adapters/jittered-pause';
import { createLedger } from '#ledger/steps/create-ledger';
import { createLedgerAccess } from '#ledger/steps/ledger-access';
import { DynamodbHoldBook } from '#payouts/adapters/dynamodb-hold-book';
import { DynamodbPayoutRegister } from '#payouts/adapters/dynamodb-payout-register';
import { RENDERERS } from '#payouts/rails/render-batch';
import { approvePayoutRun } from '#payouts/steps/approve-payout-run';
import { clearPayments } from '#payouts/steps/clear-payments';
import { planPayments } from '#payouts/steps/plan-payments';
import { renderBatches } from '#payouts/steps/render-batches';
import { startPayoutRun } from '#payouts/steps/start-payout-run';
import { sumUpRun } from '#payouts/steps/sum-up-run';
import { createDynamodbClient } from '#platform/clients/dynamodb';
import { createPayableAccounts } from '#platform/compose/payable-accounts';
import { type BenchResult, timed } from '#test/bench/bench-result';
import { startDynoxide } from '#test/support/dynoxide';
import { aHolder } from '#test/support/holder-builders';
import { anInstant } from '#test/support/instants';
import { aClock, aDraft, aPosting } from '#test/support/ledger/builders';
import { makeLedgerTable } from '#test/support/ledger/ledger-table';
import { SEPA } from '#test/support/payouts/payout-world';

const HOLDERS = 10_000;
const PAGE = 1000;
const WRITERS = 16;
const CLEARING = 'clearing:report:bench:EUR';

/** From the request of a run over 10,000 holders to its pain.001 on disk, beside the engine's own time for the same reservations. */
export async function run(): Promise<BenchResult[]> {
  await using engine = await startDynoxide();
  const { controlTable } = engine;
  const client = createDynamodbClient({
    endpoint: engine.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const store = new DynamoDbLedgerStore(client, await makeLedgerTable(client, 'royalty-ledger'));
  const clock = aClock(anInstant('2025-05-01'));
  const access = createLedgerAccess({ store, clock, pause: jitteredPause });
  const ledger = createLedger(access);
  const options = { dynamodb: client, controlTable };
  const forms = createTaxFormRecords(options);
  const ids = Array.from({ length: HOLDERS }, (_, index) => `H${String(index).padStart(5, '0')}`);
  await writeRecords(createHolderRecords(options), ids, (holderId) =>
    aHolder({ holderId, currency: 'EUR', country: 'DE', payoutThreshold: '10' }),
  );
  const destinations = createDestinationRecords(options);
  await writeRecords(destinations, ids, (holderId) => ({ holderId, ...SEPA }));
  await ledger.post(aDraft('in', [aPosting('bank:EUR', CLEARING, String(HOLDERS * 100))]));
  const parts = ids.map((holderId) => aPosting(CLEARING, `payable:holder:${holderId}:EUR`, '100'));
  await ledger.postInChunks(aDraft('out', parts, { kind: 'distribution' }));

  const folder = mkdtempSync(join(tmpdir(), 'pennywhistle-payouts-'));
  let bytes = 0;
  const accounts = createPayableAccounts(access);
  const ports = {
    register: new DynamodbPayoutRegister(client, controlTable),
    accounts,
    directory: createHolderDirectory(options),
    destinations: new DynamodbDestinationBook(client, controlTable, destinations),
    taxForms: {
      getTaxForms: async (wanted: readonly string[]) =>
        new Map([...(await forms.findMany(wanted))].map(([id, { content }]) => [id, taxFormsOf(content)] as const)),
    },
    holds: new DynamodbHoldBook(client, controlTable),
    rates: { rateOn: async () => ({ detail: 'Everybody is paid in the currency that they are owed' }) },
    ledger: { ...ledger, reserve: accounts.reserve },
    clock,
    coolingOffDays: 3,
    bell: { ring: async () => undefined },
    executions: { start: async () => undefined, wake: async () => undefined },
    renderers: RENDERERS,
    files: {
      putOnce: async ({ key, body }: { readonly key: string; readonly body: string }) => {
        writeFileSync(join(folder, key.replaceAll('/', '_')), body);
        bytes += Buffer.byteLength(body);
        return 'stored' as const;
      },
    },
  };
  const requests = record(client, 'royalty-ledger');
  const parted: Record<string, number> = {};
  const part = async (name: string, work: () => Promise<unknown>) => {
    parted[name] = (await timed(work)) / 1000;
  };
  const cpuBefore = process.cpuUsage();
  const milliseconds = await timed(async () => {
    const started = await startPayoutRun(ports, { intentId: 'bench', subject: 'olga' });
    if ('kind' in started) throw new Error(started.detail);
    const { runId } = started;
    await part('plan', () => paged((after) => planPayments(ports, { runId, after, limit: PAGE })));
    await part('sum up', () => sumUpRun(ports, runId));
    const digest = (await ports.register.findRun(runId))?.digest ?? '';
    for (const subject of ['ada', 'bob']) await approvePayoutRun(ports, { runId, digest, subject });
    await part('clear', () => paged((after) => clearPayments(ports, { runId, after, limit: PAGE })));
    await part('render', () => renderBatches(ports, runId));
    const standing = await ports.register.findRun(runId);
    const paid = standing?.files.reduce((sum, file) => sum + file.payments, 0);
    if (paid !== HOLDERS) throw new Error(`${paid} of ${HOLDERS} holders are paid`);
  });
  const { user, system } = process.cpuUsage(cpuBefore);
  const peak = process.resourceUsage().maxRSS / 1024;
  requests.stop();
  rmSync(folder, { recursive: true, force: true });
  const raw = await replay(client, requests.seen);
  const seconds = milliseconds / 1000;
  const steps = Object.entries(parted).map(([name, time]) => `${name} ${time.toFixed(1)} s`);
  return [
    {
      name: 'payout run',
      unit: 's',
      value: seconds,
      floor: raw,
      note: `${HOLDERS} holders from the request to a pain.001 of ${(bytes / 1e6).toFixed(1)} MB on disk, approvals at once (${steps.join(', ')}); ${((user + system) / 1e6).toFixed(1)} s of this process’ CPU; the floor inserts the same ${requests.seen.length} reservations, nothing else`,
    },
    {
      name: 'beyond the engine',
      unit: 's',
      value: seconds - raw,
      goal: 30,
      note: 'payout run − the same reservations',
    },
    {
      name: 'peak memory',
      unit: 'MB',
      value: peak,
      note: 'resident set of the process that planned, cleared and rendered',
    },
  ];
}

async function writeRecords<Content>(
  records: VersionedRecords<Content>,
  ids: readonly string[],
  contentOf: (id: string) => Content,
): Promise<void> {
  const drop = { dropId: 'd_bench', droppedAt: anInstant('2025-04-01') };
  for (let start = 0; start < ids.length; start += records.changesMax) {
    const group = ids.slice(start, start + records.changesMax);
    await records.write(group.map((id) => ({ id, content: contentOf(id), version: 1, ...drop })));
  }
}

async function paged(page: (after: string | undefined) => Promise<{ readonly nextAfter?: string }>): Promise<void> {
  let after: string | undefined;
  do after = (await page(after)).nextAfter;
  while (after !== undefined);
}

/** Keeps every insert into the table that the client sends. */
function record(client: DynamoDBClient, table: string) {
  const seen: ExecuteTransactionCommandInput[] = [];
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        const input = args.input as ExecuteTransactionCommandInput;
        const isInsert = commandName === ExecuteTransactionCommand.name;
        if (isInsert && input.TransactStatements?.[0]?.Statement?.includes(table) === true) seen.push(input);
        return next(args);
      },
    { step: 'initialize', name: 'recorder' },
  );
  return { seen, stop: () => client.middlewareStack.remove('recorder') };
}

/** Seconds in which the engine takes the same inserts into a fresh table, as many at once. */
async function replay(client: DynamoDBClient, inserts: readonly ExecuteTransactionCommandInput[]): Promise<number> {
  const table = await makeLedgerTable(client, 'raw-ledger');
  const waiting = inserts.values();
  const write = async () => {
    for (const { TransactStatements } of waiting) {
      const statements = TransactStatements?.map((statement) => ({
        ...statement,
        Statement: statement.Statement?.replace(/"[^"]+"/, `"${table}"`),
      }));
      await client.send(new ExecuteTransactionCommand({ TransactStatements: statements }));
    }
  };
  return (await timed(() => Promise.all(Array.from({ length: WRITERS }, write)))) / 1000;
}
