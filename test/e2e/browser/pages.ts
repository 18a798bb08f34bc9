import { describe, expect, it } from 'vitest';
import type { BrowserWorld } from '#test/support/browser/browser-world';
import { type ConsolePage, HOLDER_PAGES, staffPages } from '#test/support/browser/console-pages';
import type { ConsoleVisitor } from '#test/support/browser/console-visitor';
import { scrollToTheEnd, serveMutations } from '#test/support/browser/long-mutations';
import { traced } from '#test/support/browser/longest-task';

/** Enough to show that rows are drawn as they are seen; the benchmark scrolls through 200,000. */
const ROWS = 4_000;
const LONG_TASK_MS = 50;
const THEMES = [
  { theme: 'light', rules: 'all' },
  { theme: 'dark', rules: 'colours' },
] as const;
const SMALL = { width: 380, height: 760 };
const USUAL = { width: 1280, height: 800 };

/** Every page, as the sample month shows it; nothing is changed. */
export function describePages(world: () => BrowserWorld): void {
  describe('every page', () => {
    it('breaks no rule of WCAG 2.2 AA in either theme and never scrolls sideways at 380 pixels, for staff', async () => {
      const { sample, visitor } = world();
      await visitor.signIn(/Administrator/);
      expect(await faults(visitor, staffPages(sample))).toEqual([]);
    });

    it('can be reached and worked by the keyboard alone', async () => {
      const { visitor } = world();
      const { page } = visitor;
      await visitor.open('/');
      await page.keyboard.press('Tab');
      expect(await page.locator(':focus').textContent()).toBe('Skip to the page');
      const focused = () => page.locator(':focus').textContent();
      for (let presses = 0; presses < 10 && (await focused()) !== 'Reports'; presses++)
        await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');

      await page.getByRole('heading', { name: 'Reports', level: 1 }).waitFor();
    });

    it('says what is wrong when the API does not answer, and recovers when it does', async () => {
      const { visitor } = world();
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

    it('nor for a rights holder', async () => {
      const { visitor } = world();
      await visitor.signInAsHolder(/Ada Larkin/);
      expect(await faults(visitor, HOLDER_PAGES)).toEqual([]);
    });

    it(`a list of ${ROWS} mutations draws no more than what is seen, and never holds the page up`, async () => {
      const { visitor } = world();
      const { page } = visitor;
      await serveMutations(page, 'H-ADA', ROWS);
      await visitor.open('/portal/H-ADA/mutations');

      const { answer, longest } = await traced(page, () => scrollToTheEnd(page, ROWS));

      const { rows, frames, longTasks } = answer;
      console.log(
        `${rows} mutations in ${frames} frames; the longest task took ${Math.round(longest.cpu)} ms of processor time; ` +
          `${longTasks.length} over 50 ms by the clock`,
      );
      expect(rows).toBe(ROWS);
      expect(longest.cpu).toBeLessThan(LONG_TASK_MS);
      expect(await page.locator('.mutation-list li').count()).toBeLessThan(80);
    });

    it('rows that were let go on the way down are there again on the way up, by the keyboard', async () => {
      const { page } = world().visitor;
      await page.getByRole('region', { name: 'Every mutation' }).focus();
      await page.keyboard.press('Home');

      await page
        .locator('.mutation-list li')
        .filter({ hasText: `USD${ROWS.toLocaleString('en-US')}.12` })
        .waitFor();

      await page.keyboard.press('End');
      await page
        .locator('.mutation-list li')
        .filter({ hasText: /USD1\.12/ })
        .waitFor();
      // Who comes next reads the holder's own.
      await page.unrouteAll();
    });
  });
}

/** What is wrong with these pages, one fault a line: rules of WCAG broken, and pixels beyond a small window. */
async function faults(visitor: ConsoleVisitor, pages: readonly ConsolePage[]): Promise<string[]> {
  const found: string[] = [];
  for (const page of pages) {
    await visitor.open(page.path);
    for (const { theme, rules } of THEMES) {
      await visitor.choose(theme);
      found.push(...(await visitor.violations(rules)).map((violation) => `${page.name}, ${theme}: ${violation}`));
    }
    await visitor.page.setViewportSize(SMALL);
    const overflow = await visitor.settledOverflow();
    if (overflow > 0) found.push(`${page.name}: ${overflow} pixels too wide for a window of ${SMALL.width}`);
    await visitor.page.setViewportSize(USUAL);
  }
  return found;
}
