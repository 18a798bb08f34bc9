import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chromium, startChromium } from '#test/support/browser/chromium';
import { HOLDER_PAGES, staffPages } from '#test/support/browser/console-pages';
import { ConsoleVisitor } from '#test/support/browser/console-visitor';
import { scrollToTheEnd, serveMutations } from '#test/support/browser/long-mutations';
import { type SampleCloud, startSampleCloud } from '#test/support/browser/sample-cloud';

const ROWS = 200_000;
const THEMES = ['light', 'dark'] as const;

describe('every page of the console', () => {
  let sample: SampleCloud;
  let chromium: Chromium;
  let visitor: ConsoleVisitor;
  beforeAll(async () => {
    sample = await startSampleCloud();
    chromium = await startChromium();
    visitor = new ConsoleVisitor(await chromium.open(), sample.cloud.apiEndpoint);
  });
  afterAll(async () => {
    await chromium?.close();
    await sample?.stop();
  });

  it('breaks no rule of WCAG 2.2 AA in either theme, for staff', async () => {
    await visitor.signIn(/Ines/);
    for (const page of staffPages(sample)) {
      await visitor.open(page.path);
      for (const theme of THEMES) {
        await visitor.choose(theme);
        expect(await visitor.violations(), `${page.name}, ${theme}`).toEqual([]);
      }
    }
  });

  it('can be used in a window of 380 pixels without scrolling sideways', async () => {
    await visitor.page.setViewportSize({ width: 380, height: 760 });
    for (const page of staffPages(sample)) {
      await visitor.open(page.path);
      expect([page.name, await visitor.overflow()]).toEqual([page.name, 0]);
    }
    await visitor.page.setViewportSize({ width: 1280, height: 860 });
  });

  it('can be reached and worked by the keyboard alone', async () => {
    const { page } = visitor;
    await visitor.open('/');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to the page');
    const reports = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Reports' });
    for (
      let presses = 0;
      presses < 10 && !(await reports.evaluate('node => node === document.activeElement'));
      presses++
    )
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: 'Reports', level: 1 }).waitFor();
  });

  it('says what is wrong when the API does not answer, and recovers when it does', async () => {
    const { page } = visitor;
    await page.route('**/v1/ledger/trial-balance', (route) =>
      route.fulfill({ status: 409, json: { title: 'Conflict', detail: 'Not just now.', code: 'busy' } }),
    );
    await visitor.open('/ledger/trial-balance');
    await page.getByRole('alert').getByText('Not just now.').waitFor();
    await page.unroute('**/v1/ledger/trial-balance');

    await page.getByRole('button', { name: 'Try again' }).click();

    await page.getByText('Balanced').first().waitFor();
    await visitor.signOut();
  });

  it('breaks no rule of WCAG 2.2 AA in either theme, for a rights holder', async () => {
    await visitor.signInAsHolder(/Ada Larkin/);
    for (const page of HOLDER_PAGES) {
      await visitor.open(page.path);
      for (const theme of THEMES) {
        await visitor.choose(theme);
        expect(await visitor.violations(), `${page.name}, ${theme}`).toEqual([]);
      }
    }
  });

  it(`a list of ${ROWS} mutations draws no more than what is seen`, async () => {
    await serveMutations(visitor.page, 'H-ADA', ROWS);
    await visitor.open('/portal/H-ADA/mutations');

    const { rows, frames, longTasks } = await scrollToTheEnd(visitor.page, ROWS);

    console.log(
      `${rows} mutations in ${frames} frames; ${longTasks.length} long tasks ${longTasks.map(Math.round).join(', ')}`,
    );
    expect(rows).toBe(ROWS);
    expect(await visitor.page.locator('.mutation-list li').count()).toBeLessThan(80);
  });

  it('complains of nothing in the browser’s console', () => {
    expect(chromium.complaints).toEqual([]);
  });
});
