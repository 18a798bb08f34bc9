import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BrowserWorld } from '#test/support/browser/browser-world';
import { projectRoot } from '#test/support/source-files';

const sampleFile = (name: string): string =>
  readFileSync(join(projectRoot, 'infra/local/sample-month/reports', name), 'utf8');

/** What people do with the console, from the month to the money; each goes on from where the one before ended. */
export function describeJourneys(world: () => BrowserWorld): void {
  describe('a person at the console', () => {
    const page = () => world().visitor.page;
    const operator = () => world().sample.operator;
    const button = (name: string | RegExp) => page().getByRole('button', { name });
    const dialog = () => page().getByRole('alertdialog');
    const shows = (text: string | RegExp) => page().getByText(text).first().waitFor({ timeout: 90_000 });

    it('a month is closed by one person, watched as it closes, and waits for another', async () => {
      await world().visitor.signOut();
      await world().visitor.signIn(/Olive/);
      await world().visitor.open('/?month=2025-04&period=GB_2025_04');
      await button('Start the close').click();
      await dialog().getByRole('button', { name: 'Close the month' }).click();
      await shows('The close is running');

      await shows('United Kingdom, April 2025: waits for approval');

      expect(await button('Approve').count()).toBe(0);
      await world().visitor.signOut();
    });

    it('who prepared a payout run cannot approve it, and is told so where they tried', async () => {
      const { sample, visitor } = world();
      await visitor.signIn(/Administrator/);
      await visitor.open(`/payouts/${sample.waitingRun}`);
      await button('Approve').click();
      await dialog().getByRole('button', { name: 'Approve and pay' }).click();

      await dialog().getByRole('alert').waitFor();

      expect((await operator().get(`/v1/payout-runs/${sample.waitingRun}`))['state']).toBe('awaiting_approval');
      await dialog().getByRole('button', { name: 'Cancel' }).click();
      await visitor.signOut();
    });

    it('another person approves it, having read the amounts in words, and its files are written', async () => {
      const { sample, visitor } = world();
      await visitor.signIn(/Abel/);
      await visitor.open(`/payouts/${sample.waitingRun}`);
      await button('Approve').click();
      await dialog()
        .getByText(/and \d\d\/100 /)
        .first()
        .waitFor();
      await dialog().getByRole('button', { name: 'Approve and pay' }).click();
      await dialog().waitFor({ state: 'detached' });
      await operator().untilIdle();

      await page().getByRole('region', { name: 'Payout files' }).getByRole('link').first().waitFor({ timeout: 60_000 });

      const run = await operator().get(`/v1/payout-runs/${sample.waitingRun}`);
      expect(run['approvals']).toMatchObject([{ approved_by: 'abel' }]);
    });

    it('a month is approved in words, and is paid', async () => {
      await world().visitor.open('/periods/US_2025_04');
      await button('Approve').click();
      await dialog()
        .getByText(/one thousand nine hundred .* US Dollars/)
        .waitFor();
      await dialog().getByRole('button', { name: 'Approve and release' }).click();
      await dialog().waitFor({ state: 'detached' });
      await operator().untilIdle();

      await world().visitor.open('/periods/US_2025_04');

      await shows('Paid');
      expect((await operator().get('/v1/periods/US_2025_04'))['state']).toBe('PAID');
      await world().visitor.signOut();
    });

    it('a balance leads to its transaction, its month, and the plays that paid it', async () => {
      await world().visitor.signIn(/Ines/);
      await world().visitor.open('/portal/H-ADA');
      await page().getByRole('link', { name: 'All of them' }).click();
      await page()
        .getByRole('link', { name: /US_2025_04/ })
        .click();
      await page()
        .getByRole('heading', { name: /transaction/ })
        .waitFor();
      await page()
        .getByRole('link', { name: /US_2025_04/ })
        .click();
      await page().getByRole('textbox', { name: 'Rights holder' }).fill('H-ADA');
      await button('Find the lines').click();

      await page().waitForURL(/holder=H-ADA/);

      const rows = page().getByRole('region', { name: 'Attribution lines' }).getByRole('row');
      await rows.nth(1).waitFor({ timeout: 60_000 });
      expect(await rows.nth(1).textContent()).toContain('H-ADA');
    });

    it('a balance leads to its transaction, its report, and the very line of the file as it was dropped', async () => {
      const { completedReport } = world().sample;
      const file = sampleFile('distrokid-2025-04.tsv').split('\n');
      await world().visitor.open('/portal/H-ADA');
      await page().getByRole('link', { name: 'All of them' }).click();
      await page()
        .getByRole('link', { name: new RegExp(`Distribution · ${completedReport.slice(0, 10)}`) })
        .first()
        .click();
      await page()
        .getByRole('link', { name: `Report ${completedReport}` })
        .click();
      const line = page()
        .getByRole('region', { name: 'Rows of the report' })
        .getByRole('link', { name: /^Line \d+, as it was dropped$/ })
        .first();
      const number = Number(/\d+/.exec((await line.getAttribute('aria-label')) ?? '')?.[0]);
      await line.click();

      const cells = page().getByRole('list', { name: 'Cells of the line' }).getByRole('listitem');
      await cells.first().waitFor();

      expect(new URL(page().url()).searchParams.get('holder')).toBe('H-ADA');
      const dropped = (file[number - 1] ?? '').split('\t').map((cell) => cell.trim() || 'empty');
      expect(await cells.allTextContents()).toEqual(dropped);
      await page().reload();
      await cells.first().waitFor();
      expect(await cells.allTextContents()).toEqual(dropped);
    });

    it('a replay gives the same bytes', async () => {
      await world().visitor.open('/periods/US_2025_04');
      await button('Replay this month').click();

      await shows('The same bytes, to the last digit.');
      await world().visitor.signOut();
    });

    it('a faulty report is refused with its cells in place, and posts once it is mended', async () => {
      await world().visitor.signIn(/Olive/);
      await world().visitor.open('/reports');
      await page().getByRole('textbox', { name: 'Provider', exact: true }).fill('symphonic');
      // Other bytes than the file that the sample month dropped: the same would be a duplicate.
      await dropFile('symphonic-again.csv', `${sampleFile('symphonic-2025-04-broken.csv').trimEnd()}\n\n`);
      await page().getByRole('link', { name: 'Open the report' }).click();
      await shows('3 errors: nothing of it is posted');
      expect(await page().locator('.cell-bad').first().textContent()).toBe('6.85l004');

      await world().visitor.open('/reports');
      await page().getByRole('textbox', { name: 'Provider', exact: true }).fill('symphonic');
      await dropFile('symphonic-mended.csv', sampleFile('symphonic-2025-04.csv'));
      await page().getByRole('link', { name: 'Open the report' }).click();

      await shows('What really arrived?');
    });

    it('a remittance shows its factor first, and a double click enters it once', async () => {
      const posts: (string | undefined)[] = [];
      page().on('request', (request) => {
        if (request.method() === 'POST' && request.url().endsWith('/remittance'))
          posts.push(request.headers()['idempotency-key']);
      });
      const before = await balances();
      await page().getByRole('textbox', { name: 'Received for USD' }).fill('23.60');
      expect(await page().locator('output').textContent()).toMatch(/^\d\.\d{10}$/);
      await page().getByRole('button', { name: 'Enter', exact: true }).click();
      await dialog().getByText('twenty-three and 60/100 US Dollars').waitFor();
      await dialog().getByRole('button', { name: 'Enter it' }).dblclick();
      await dialog().waitFor({ state: 'detached' });
      await shows('Completed');
      await operator().untilIdle();

      expect(new Set(posts).size).toBe(1);
      expect(posts[0]).toMatch(/\S/);
      expect(await balances()).not.toBe(before);
      const received = JSON.stringify((await operator().get('/v1/reports?limit=10'))['items']);
      expect(received.match(/"received":\[\{[^\]]*23\.60/g)).toHaveLength(1);
      await world().visitor.signOut();
    });

    it('a rights holder sees their own, and nothing else by changing the address', async () => {
      await world().visitor.signInAsHolder(/Ada Larkin/);
      const pages = await page().getByRole('navigation', { name: 'Pages' }).getByRole('link').allTextContents();
      expect(pages).toEqual(['Balance', 'Mutations', 'Earnings', 'Plays']);

      await world().visitor.open('/portal/H-JUN');
      await shows('This is not yours to see');
      await world().visitor.open('/ledger');
      expect(new URL(page().url()).pathname).toBe('/portal/H-ADA');

      const token = await tokenOf('H-ADA');
      for (const path of ['/v1/holders/H-JUN/balances', '/v1/holders/H-JUN/mutations', '/v1/ledger/trial-balance']) {
        const answer = await fetch(`${world().sample.cloud.apiEndpoint}${path}`, {
          headers: { authorization: `Bearer ${token}` },
        });
        expect([path, answer.status]).toEqual([path, 403]);
      }
    });

    async function dropFile(name: string, text: string): Promise<void> {
      const chooser = page().waitForEvent('filechooser');
      await button('Choose a file').click();
      await (await chooser).setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
      await page().getByRole('link', { name: 'Open the report' }).waitFor({ timeout: 60_000 });
      await operator().untilIdle();
    }

    /** Of those who have a part in the tracks of the mended report. */
    async function balances(): Promise<string> {
      const holders = ['H-MAR', 'H-OSE', 'H-FIN', 'H-LOW'];
      const answers = await Promise.all(holders.map((holder) => operator().get(`/v1/holders/${holder}/balances`)));
      return JSON.stringify(answers);
    }

    async function tokenOf(holder: string): Promise<string> {
      const answer = await fetch(`${world().sample.cloud.apiEndpoint}/_local/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ role: 'holder', holder }),
      });
      return String(((await answer.json()) as { token: unknown }).token);
    }
  });
}
