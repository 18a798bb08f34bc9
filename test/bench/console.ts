import type { BenchResult } from '#test/bench/bench-result';
import { percentile } from '#test/bench/bench-result';
import { startChromium } from '#test/support/browser/chromium';
import { ConsoleVisitor } from '#test/support/browser/console-visitor';
import { scrollToTheEnd, serveMutations } from '#test/support/browser/long-mutations';
import { startSampleCloud } from '#test/support/browser/sample-cloud';

const ROWS = 200_000;
const VISITS = 7;

/** How long a person waits for the console, in a real Chromium against a local cloud with the sample month. */
export async function run(): Promise<BenchResult[]> {
  const sample = await startSampleCloud();
  const chromium = await startChromium();
  try {
    const visitor = new ConsoleVisitor(await chromium.open(), sample.cloud.apiEndpoint);
    await visitor.signIn(/Ines/);
    const paints: number[] = [];
    for (let visit = 0; visit < VISITS; visit++) {
      await visitor.page.goto(`${sample.cloud.apiEndpoint}/?month=2025-04`);
      await visitor.page.locator('.month-cell').first().waitFor();
      paints.push(Number(await visitor.page.evaluate('performance.now()')));
    }
    await serveMutations(visitor.page, 'H-ADA', ROWS);
    await visitor.open('/portal/H-ADA/mutations');
    const { frames, longTasks } = await scrollToTheEnd(visitor.page, ROWS);
    return [
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
        value: Math.max(0, ...longTasks),
        goal: 50,
        note: `${longTasks.length} tasks over 50 ms in ${frames} frames from the first row to the last; 0: none`,
      },
    ];
  } finally {
    await chromium.close();
    await sample.stop();
  }
}
