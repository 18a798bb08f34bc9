import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = {
  all: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  /** Those that another theme, which changes colours and nothing else, could break. */
  colours: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
} as const;

/** A person in front of the console. */
export class ConsoleVisitor {
  readonly page: Page;
  readonly #address: string;

  constructor(page: Page, address: string) {
    this.page = page;
    this.#address = address;
  }

  /** Opens an address and waits until the page has asked all it wants to ask. */
  async open(path: string): Promise<void> {
    await this.page.goto(`${this.#address}${path}`);
    await this.settled();
  }

  /** Resolves once nothing is being loaded. */
  async settled(): Promise<void> {
    await this.page.locator('h1').first().waitFor({ timeout: 60_000 });
    await this.page.locator('.skeleton, .boot').first().waitFor({ state: 'detached', timeout: 60_000 });
  }

  /** Signs in by the role picker, as a person does. */
  async signIn(title: RegExp): Promise<void> {
    await this.open('/sign-in');
    await this.page.getByRole('button', { name: title }).click();
    await this.page.getByRole('button', { name: 'Sign out' }).waitFor();
    await this.settled();
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: 'Sign out' }).click();
    await this.page.getByRole('heading', { name: 'Exact to the last digit.' }).waitFor();
  }

  /** Signs in as a rights holder and lands in their portal. */
  async signInAsHolder(name: RegExp): Promise<void> {
    await this.open('/sign-in');
    await this.page.getByRole('button', { name: /Rights holder/ }).click();
    await this.page.getByRole('option', { name }).click();
    await this.page.getByRole('button', { name: 'Open the portal' }).click();
    await this.page.getByRole('heading', { name: 'Your balance' }).waitFor();
    await this.settled();
  }

  async choose(theme: 'light' | 'dark'): Promise<void> {
    const other = this.page.getByRole('button', { name: `Switch to the ${theme} theme` });
    if (await other.isVisible()) await other.click();
  }

  /** Where the page as it is drawn breaks WCAG 2.2 AA: rule and element, one a line. */
  async violations(rules: keyof typeof RULES = 'all'): Promise<string[]> {
    if (!z.boolean().parse(await this.page.evaluate('window.axe !== undefined'))) await this.page.evaluate(axe);
    const found: unknown = await this.page.evaluate(
      `axe.run(document, { runOnly: ${JSON.stringify(RULES[rules])} }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target }) => location.pathname + ': ' + id + ' at ' + target.join(' '))))`,
    );
    return z.array(z.string()).parse(found);
  }

  /**
   * How many pixels the page is wider than its window; above zero one has to scroll sideways. A chart is drawn anew some frames after its
   * window shrank, so the answer is the least of a second.
   */
  async settledOverflow(): Promise<number> {
    const found: unknown = await this.page.evaluate(`new Promise((resolve) => {
      const from = performance.now();
      let least = Infinity;
      const look = () => {
        const { scrollWidth, clientWidth } = document.documentElement;
        least = Math.min(least, scrollWidth - clientWidth);
        if (least <= 0 || performance.now() - from > 1000) resolve(least);
        else requestAnimationFrame(look);
      };
      look();
    })`);
    return z.number().parse(found);
  }
}
