import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import type { BenchResult } from '#test/bench/bench-result';
import { percentile } from '#test/bench/bench-result';
import { openBrowserWorld } from '#test/support/browser/browser-world';
import { scrollToTheEnd, serveMutations } from '#test/support/browser/long-mutations';
import { traced } from '#test/support/browser/longest-task';

const ROWS = 200_000;
const VISITS = 7;
const HOME = '/?month=2025-04';

/** How long a person waits for the console, in a real Chromium against a local cloud with the sample month. */
export async function run(): Promise<BenchResult[]> {
  const { sample, visitor, stop } = await openBrowserWorld();
  try {
    await visitor.signIn(/Ines/);
    const home = `${sample.cloud.apiEndpoint}${HOME}`;
    const scripts = await scriptsOf(visitor.page, home);
    const paints: number[] = [];
    for (let visit = 0; visit < VISITS; visit++) {
      await openHome(visitor.page, home);
      paints.push(Number(await visitor.page.evaluate('performance.now()')));
    }
    await serveMutations(visitor.page, 'H-ADA', ROWS);
    await visitor.open('/portal/H-ADA/mutations');
    const { answer, longest } = await traced(visitor.page, () => scrollToTheEnd(visitor.page, ROWS));
    const { rows, frames, longTasks } = answer;
    return [
      {
        name: 'JavaScript before the home page is of use',
        unit: 'KB gzip',
        value: scripts.gzipBytes / 1000,
        goal: 200,
        note: `${scripts.files} files, each gzipped by itself`,
      },
      {
        name: 'home, from the click to the grid of countries',
        unit: 'ms',
        value: percentile(paints, 0.5),
        goal: 1000,
        note: `the middle of ${VISITS} visits with a warm cache; the slowest ${Math.round(Math.max(...paints))} ms`,
      },
      {
        name: 'longest task while 200,000 mutations scroll by',
        unit: 'ms',
        value: Math.max(longest.clock, ...longTasks),
        goal: 50,
        note: `by the clock; ${longTasks.length} tasks over 50 ms in ${frames} frames over ${rows} rows from the first to the last`,
      },
      {
        name: 'the same in processor time',
        unit: 'ms',
        value: longest.cpu,
        goal: 50,
        note: 'what the page itself needs, however busy the machine is',
      },
    ];
  } finally {
    await stop();
  }
}

async function openHome(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('.month-cell').first().waitFor();
}

/** The scripts that a first visit fetches until the grid of countries is there. */
async function scriptsOf(page: Page, address: string): Promise<{ readonly files: number; readonly gzipBytes: number }> {
  const bodies = new Map<string, Promise<Buffer>>();
  const note = (response: Awaited<ReturnType<Page['waitForResponse']>>) => {
    if (response.request().resourceType() === 'script') bodies.set(response.url(), response.body());
  };
  page.on('response', note);
  await openHome(page, address);
  page.off('response', note);
  const scripts = await Promise.all(bodies.values());
  return { files: scripts.length, gzipBytes: scripts.reduce((sum, script) => sum + gzipSync(script).length, 0) };
}
