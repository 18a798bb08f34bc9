import { createHash, randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { LocalCloud } from '#infra/local/local-cloud';
import { DynamoDbLedgerStore } from '#ledger/adapters/dynamodb-ledger-store';
import { closeDesk } from '#test/support/close-desk';
import { aClock, aDraft, aLedger, aPosting } from '#test/support/ledger/builders';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startTestCloud({ startAt: '2025-05-01T00:00:00Z' });
});

afterAll(() => cloud.stop());

const run = z.looseObject({
  payout_run_id: z.string(),
  state: z.string(),
  digest: z.string().nullable(),
  carried_count: z.number(),
  payments: z.array(z.looseObject({ holder_id: z.string(), amount: z.string(), state: z.string() })),
  totals: z.array(z.looseObject({ currency: z.string(), payments: z.number(), amount: z.string(), tax: z.string() })),
});
const files = z.object({
  items: z.array(z.looseObject({ rail: z.string(), checksum: z.string(), download_url: z.string(), name: z.string() })),
});

async function owe(...amounts: readonly (readonly [holderId: string, amount: string])[]): Promise<void> {
  const dynamodb = new DynamoDBClient(clientOptions(cloud));
  const { ledger } = aLedger(new DynamoDbLedgerStore(dynamodb, 'royalty-ledger'), aClock());
  for (const [holderId, amount] of amounts) {
    const postings = [aPosting('bank:EUR', `payable:holder:${holderId}:EUR`, amount)];
    const source = { type: 'period', id: 'DE_2025_04' };
    await ledger.post(aDraft(`owe-${holderId}-${randomUUID()}`, postings, { source }));
  }
  dynamodb.destroy();
}

it('a run is planned, approved by another person, and written to files that may then be fetched', async () => {
  const desk = closeDesk(cloud);
  await desk.drop(
    'holders/h.csv',
    [
      'holder_id,name,kind,currency,country,commission_rate,plan,payout_method,payout_threshold',
      'H1,Ada Whistler,artist,EUR,DE,0.15,,sepa,10',
      'H2,Bob Piper,artist,EUR,DE,0.15,,sepa,10',
      'H3,Cy Low,artist,EUR,DE,0.15,,sepa,1000',
    ].join('\n'),
  );
  const destinations = await desk.drop(
    'destinations/d.csv',
    [
      'holder_id,method,iban,bic,account,routing,email,verified',
      'H1,sepa,DE89370400440532013000,,,,,true',
      'H2,sepa,FR1420041010050500013M02606,,,,,true',
      'H3,sepa,DE89370400440532013000,,,,,true',
    ].join('\n'),
  );
  const forms = await desk.drop(
    'tax-forms/t.csv',
    'holder_id,form,country,treaty_rate,valid_from,valid_to\nH1,W-8BEN,DE,0.00,2025-01-01,\n',
  );
  expect([destinations?.status, forms?.status]).toEqual(['completed', 'completed']);
  await desk.drop('revenue/r.csv', 'country,period,user_id,currency,amount\nDE,2025-04,,EUR,10\n');
  await owe(['H1', '100.009'], ['H2', '200'], ['H3', '50']);

  const headers = { 'idempotency-key': randomUUID(), 'content-type': 'application/json' };
  const ask = () => desk.call('/v1/payout-runs', { method: 'POST', body: '{}', headers, subject: 'olga' });
  const [first, again] = [await ask(), await ask()];
  await cloud.untilIdle();

  const id = run.parse(first.body).payout_run_id;
  expect(again.body).toEqual(first.body);
  const planned = run.parse((await desk.call(`/v1/payout-runs/${id}`)).body);
  expect(planned).toMatchObject({
    state: 'awaiting_approval',
    carried_count: 1,
    totals: [{ currency: 'EUR', payments: 2, amount: '240.0000000000', tax: '60.0000000000' }],
  });
  expect(JSON.stringify(planned)).not.toContain('DE89370400440532013000');
  expect((await desk.call(`/v1/payout-runs/${id}/carried`)).body).toMatchObject({
    items: [{ holder_id: 'H3', reason: 'below-threshold', amount: '50.0000000000' }],
  });
  expect(files.parse((await desk.call(`/v1/payout-runs/${id}/files`)).body).items).toEqual([]);

  const approve = (subject: string) =>
    desk.post(`/v1/payout-runs/${id}/approve`, { digest: planned.digest }, { role: 'admin', subject });
  expect((await approve('olga')).status).toBe(403);
  expect((await approve('ada')).status).toBe(202);
  await cloud.untilIdle();

  const submitted = run.parse((await desk.call(`/v1/payout-runs/${id}`)).body);
  expect(submitted.state).toBe('submitted');
  expect(submitted.payments.map(({ state }) => state)).toEqual(['instructed', 'instructed']);
  const [file] = files.parse((await desk.call(`/v1/payout-runs/${id}/files`)).body).items;
  const body = await (await fetch(file?.download_url ?? '')).text();
  expect(createHash('sha256').update(body).digest('hex')).toBe(file?.checksum);
  expect(body).toContain('FR1420041010050500013M02606');
  expect((await desk.call('/v1/payout-runs')).body).toMatchObject({ items: [{ payout_run_id: id }] });
  expect((await desk.call('/v1/periods/DE_2025_04')).body).toMatchObject({
    payout_runs: [{ payout_run_id: id, currency: 'EUR', amount: '300.0000000000', payments: 2 }],
  });
});

it('a changed destination waits for an approver and the cooling-off time, and a hold keeps a holder out', async () => {
  const desk = closeDesk(cloud);
  const header = 'holder_id,method,iban,bic,account,routing,email,verified';
  await desk.drop('destinations/d2.csv', `${header}\nH2,sepa,GB29NWBK60161331926819,,,,,true\n`);
  const shown = (await desk.call('/v1/holders/H2/destination')).body as { digest: string };
  expect(shown).toMatchObject({ iban: '***6819', approved_by: null, changed_at: expect.any(String) });
  const path = '/v1/holders/H2/destination/approve';
  for (const role of ['ops', 'admin'])
    expect((await desk.post(path, { digest: shown.digest }, { role })).status, role).toBe(403);
  expect((await desk.post(path, { digest: shown.digest }, { role: 'approver', subject: 'ada' })).status).toBe(200);
  const held = await desk.call('/v1/holders/H1/hold', {
    method: 'PUT',
    body: JSON.stringify({ state: 'held', reason: 'A claim is open' }),
    headers: { 'idempotency-key': randomUUID(), 'content-type': 'application/json' },
  });
  expect(held.status).toBe(200);
  await owe(['H1', '100'], ['H2', '300']);
  expect((await desk.call('/v1/holders/H1/balances')).body).toMatchObject({
    balances: [{ currency: 'EUR', payable: '0.0000000000' }],
  });

  const asked = await desk.post('/v1/payout-runs', {});
  await cloud.untilIdle();

  const id = String(asked.body['payout_run_id']);
  expect(run.parse((await desk.call(`/v1/payout-runs/${id}`)).body).state).toBe('empty');
  expect((await desk.call(`/v1/payout-runs/${id}/carried`)).body).toMatchObject({
    items: [{ reason: 'hold' }, { reason: 'destination-cooling-off' }, { reason: 'below-threshold' }],
  });
});
