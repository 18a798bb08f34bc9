import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { Operator } from '#infra/local/operator';
import { loadPlays, loadReference } from '#infra/local/sample-month/sample-month';
import { type Chromium, startChromium } from '#test/support/browser/chromium';
import { ConsoleVisitor } from '#test/support/browser/console-visitor';
import { startTestCloud } from '#test/support/local-cloud';
import { projectRoot } from '#test/support/source-files';

const reportFile = (name: string) => ({
  name,
  mimeType: 'text/csv',
  buffer: readFileSync(join(projectRoot, 'infra/local/sample-month/reports', name)),
});

describe('the console, from the month to the money', () => {
  let cloud: LocalCloud;
  let operator: Operator;
  let chromium: Chromium;
  let visitor: ConsoleVisitor;
  beforeAll(async () => {
    cloud = await startTestCloud({ startAt: '2025-05-07T09:00:00Z' });
    operator = new Operator({ awsEndpoint: cloud.endpoint, apiEndpoint: cloud.apiEndpoint });
    await loadReference(operator, () => undefined);
    await loadPlays(operator, () => undefined);
    chromium = await startChromium();
    visitor = new ConsoleVisitor(await chromium.open(), cloud.apiEndpoint);
  });
  afterAll(async () => {
    await chromium?.close();
    operator?.close();
    await cloud?.stop();
  });
  const button = (name: string | RegExp) => visitor.page.getByRole('button', { name });
  const dialog = () => visitor.page.getByRole('alertdialog');
  const shows = (text: string | RegExp) => visitor.page.getByText(text).first().waitFor({ timeout: 90_000 });

  it('a month is closed by one person, watched as it closes, and waits for another', async () => {
    await visitor.signIn(/Olive/);
    await visitor.open('/?month=2025-04&period=US_2025_04');
    await button('Start the close').click();
    await dialog().getByRole('button', { name: 'Close the month' }).click();
    await shows('The close is running');
    await cloud.advanceClock('2025-05-08T00:00:00Z');

    await shows('United States, April 2025: waits for approval');

    expect(await button('Approve').count()).toBe(0);
  });

  it('who asked for a close cannot approve it, and is told so where they tried', async () => {
    // An administrator may do both; the same person may not.
    await operatorAsks('DE_2025_04', 'root');
    await visitor.signOut();
    await visitor.signIn(/Administrator/);
    await visitor.open('/periods/DE_2025_04');
    await button('Approve').click();
    await dialog().getByRole('button', { name: 'Approve and release' }).click();

    await dialog().getByRole('alert').waitFor();

    expect((await operator.get('/v1/periods/DE_2025_04'))['state']).toBe('FROZEN');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await visitor.signOut();
  });

  it('another person approves what they read in words, and the month is paid', async () => {
    await visitor.signIn(/Abel/);
    await visitor.open('/periods/US_2025_04');
    await button('Approve').click();
    await dialog()
      .getByText(/one thousand nine hundred .* US Dollars/)
      .waitFor();
    await dialog().getByRole('button', { name: 'Approve and release' }).click();
    await dialog().waitFor({ state: 'detached' });
    await operator.untilIdle();

    await visitor.open('/periods/US_2025_04');

    await shows('Paid');
    expect((await operator.get('/v1/periods/US_2025_04'))['state']).toBe('PAID');
    await visitor.signOut();
  });

  it('a balance leads to its transaction, its month, and the plays that paid it', async () => {
    await visitor.signIn(/Ines/);
    await visitor.open('/portal/H-ADA');
    await visitor.page.getByRole('link', { name: /US_2025_04/ }).click();
    await visitor.page.getByRole('heading', { name: /transaction/ }).waitFor();
    await visitor.page.getByRole('link', { name: /US_2025_04/ }).click();
    await visitor.page.getByRole('textbox', { name: 'Rights holder' }).fill('H-ADA');
    await button('Find the lines').click();

    await visitor.page.waitForURL(/holder=H-ADA/);

    const rows = visitor.page.getByRole('region', { name: 'Attribution lines' }).getByRole('row');
    await rows.nth(1).waitFor({ timeout: 60_000 });
    expect(await rows.nth(1).textContent()).toContain('H-ADA');
  });

  it('a replay gives the same bytes', async () => {
    await visitor.open('/periods/US_2025_04');
    await button('Replay this month').click();

    await shows('The same bytes, to the last digit.');
    await visitor.signOut();
  });

  it('a faulty report is refused with its cells in place, and posts once it is mended', async () => {
    await visitor.signIn(/Olive/);
    await visitor.open('/reports');
    await visitor.page.getByRole('textbox', { name: 'Provider', exact: true }).fill('symphonic');
    await dropFile('symphonic-2025-04-broken.csv');
    await visitor.page.getByRole('link', { name: 'Open the report' }).click();
    await shows('3 errors: nothing of it is posted');
    expect(await visitor.page.locator('.cell-bad').first().textContent()).toBe('6.85l004');

    await visitor.open('/reports');
    await visitor.page.getByRole('textbox', { name: 'Provider', exact: true }).fill('symphonic');
    await dropFile('symphonic-2025-04.csv');
    await visitor.page.getByRole('link', { name: 'Open the report' }).click();

    await shows('What really arrived?');
  });

  it('a remittance shows its factor first, and a double click enters it once', async () => {
    const posts: (string | undefined)[] = [];
    visitor.page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/remittance'))
        posts.push(request.headers()['idempotency-key']);
    });
    const before = await payable('H-ADA');
    await visitor.page.getByRole('textbox', { name: 'Received for USD' }).fill('23.60');
    expect(await visitor.page.locator('output').textContent()).toMatch(/^\d\.\d{10}$/);
    await visitor.page.getByRole('button', { name: 'Enter', exact: true }).click();
    await dialog().getByText('twenty-three and 60/100 US Dollars').waitFor();
    await dialog().getByRole('button', { name: 'Enter it' }).dblclick();
    await dialog().waitFor({ state: 'detached' });
    await shows('Completed');
    await operator.untilIdle();

    expect(new Set(posts).size).toBe(1);
    expect(posts[0]).toMatch(/\S/);
    expect(await payable('H-ADA')).not.toBe(before);
    const received = JSON.stringify((await operator.get('/v1/reports?limit=10'))['items']);
    expect(received.match(/"received":\[\{[^\]]*23\.60/g)).toHaveLength(1);
    await visitor.signOut();
  });

  it('a rights holder sees their own, and nothing else by changing the address', async () => {
    await visitor.signInAsHolder(/Ada Larkin/);
    const pages = await visitor.page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allTextContents();
    expect(pages).toEqual(['Balance', 'Mutations', 'Earnings', 'Plays']);

    await visitor.open('/portal/H-JUN');
    await shows('This is not yours to see');
    await visitor.open('/ledger');
    expect(new URL(visitor.page.url()).pathname).toBe('/portal/H-ADA');

    const token = await tokenOf('H-ADA');
    for (const path of ['/v1/holders/H-JUN/balances', '/v1/holders/H-JUN/mutations', '/v1/ledger/trial-balance']) {
      const answer = await fetch(`${cloud.apiEndpoint}${path}`, { headers: { authorization: `Bearer ${token}` } });
      expect([path, answer.status]).toEqual([path, 403]);
    }
  });

  it('no page complained to the browser’s console, nor met the content policy', () => {
    expect(chromium.complaints).toEqual([]);
  });

  async function dropFile(name: string): Promise<void> {
    const chooser = visitor.page.waitForEvent('filechooser');
    await button('Choose a file').click();
    await (await chooser).setFiles(reportFile(name));
    await visitor.page.getByRole('link', { name: 'Open the report' }).waitFor({ timeout: 60_000 });
    await operator.untilIdle();
  }

  async function payable(holderId: string): Promise<string> {
    return JSON.stringify((await operator.get(`/v1/holders/${holderId}/balances`))['balances']);
  }

  async function tokenOf(holder: string): Promise<string> {
    const answer = await fetch(`${cloud.apiEndpoint}/_local/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'holder', holder }),
    });
    return String(((await answer.json()) as { token: unknown }).token);
  }

  /** Closes a period as `subject`, who is then no one to approve it. */
  async function operatorAsks(periodId: string, subject: string): Promise<void> {
    const answer = await fetch(`${cloud.apiEndpoint}/_local/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'admin', subject }),
    });
    const { token } = (await answer.json()) as { token: string };
    const closing = await fetch(`${cloud.apiEndpoint}/v1/periods/${periodId}/close`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': periodId },
      body: JSON.stringify({ policy: 'pro_rata' }),
    });
    expect(closing.status).toBe(202);
    await operator.untilIdle();
  }
});
