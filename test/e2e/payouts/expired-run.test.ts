import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createDestinationRecords, createHolderRecords } from '#holders/adapters/dynamodb-records';
import { type LocalCloud, startLocalCloud } from '#infra/local/local-cloud';
import { synthesizeProject } from '#infra/local/template/synthesize';
import { DynamoDbLedgerStore } from '#ledger/adapters/dynamodb-ledger-store';
import { closeDesk } from '#test/support/close-desk';
import { aHolder } from '#test/support/holder-builders';
import { anInstant } from '#test/support/instants';
import { aClock, aDraft, aLedger, anAccount, aPosting } from '#test/support/ledger/builders';
import { clientOptions } from '#test/support/local-cloud';
import { units } from '#test/support/money';
import { SEPA } from '#test/support/payouts/payout-world';

/** Payouts alone: eight days of everybody else's schedules would take minutes. */
const STACKS: ReadonlySet<string> = new Set(['royalty-storage', 'royalty-api', 'royalty-payouts']);

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startLocalCloud({
    startAt: Date.parse('2025-05-01T00:00:00Z'),
    app: async () => {
      const app = await synthesizeProject();
      return { ...app, templates: new Map([...app.templates].filter(([name]) => STACKS.has(name))) };
    },
  });
});

afterAll(() => cloud.stop());

it('a run that nobody approves reminds every day, expires, and gives back what it reserved', async () => {
  const desk = closeDesk(cloud);
  const dynamodb = new DynamoDBClient(clientOptions(cloud));
  const { ledger } = aLedger(new DynamoDbLedgerStore(dynamodb, 'royalty-ledger'), aClock());
  const stored = { id: 'H1', version: 1, dropId: 'd_1', droppedAt: anInstant('2025-04-01') };
  const options = { dynamodb, controlTable: 'royalty-control' };
  const content = aHolder({ currency: 'EUR', country: 'DE' });
  await createHolderRecords(options).write([{ ...stored, content }]);
  await createDestinationRecords(options).write([{ ...stored, content: { holderId: 'H1', ...SEPA } }]);
  await ledger.post(aDraft('owe', [aPosting('bank:EUR', 'payable:holder:H1:EUR', '300')]));
  const asked = await desk.post('/v1/payout-runs', {});
  await cloud.untilIdle();
  const path = `/v1/payout-runs/${String(asked.body['payout_run_id'])}`;
  const available = async () => (await ledger.balance(anAccount('payable:holder:H1:EUR'))).available;
  expect(await available()).toBe(0n);

  await desk.until('2025-05-09T00:00:00Z');

  const run = z
    .looseObject({ state: z.string(), digest: z.string(), timeline: z.array(z.looseObject({ step: z.string() })) })
    .parse((await desk.call(path)).body);
  expect(run.state).toBe('expired');
  expect(run.timeline.filter(({ step }) => step === 'RemindApprovers').length).toBe(6);
  const late = await desk.post(
    `${path}/approve`,
    { digest: run.digest },
    { role: 'approver', subject: `ada-${randomUUID()}` },
  );
  expect(late).toMatchObject({ status: 409, body: { code: 'payout-run-expired' } });
  expect(await available()).toBe(units('300'));
  dynamodb.destroy();
});
