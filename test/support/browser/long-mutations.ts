import type { Page } from 'playwright-core';
import { z } from 'zod';

const PAGE_ROWS = 500;
const frames = z.object({ rows: z.number(), frames: z.number(), longTasks: z.array(z.number()) });

export interface ScrollFigures {
  /** How many rows the list had in the end. */
  readonly rows: number;
  readonly frames: number;
  /** Milliseconds of each task of the page that took more than 50, by the clock, waiting for a busy machine included. */
  readonly longTasks: readonly number[];
}

/** Answers the mutations of `holderId` with `rows` of them, page by page, as the API would. */
export async function serveMutations(page: Page, holderId: string, rows: number): Promise<void> {
  await page.route(`**/v1/holders/${holderId}/mutations*`, async (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? '0');
    const count = Math.min(PAGE_ROWS, rows - from);
    const items = Array.from({ length: count }, (_, place) => mutation(holderId, rows - from - place));
    const next = from + count;
    await route.fulfill({ json: { items, next_cursor: next < rows ? String(next) : null } });
  });
}

/** Scrolls the list from top to bottom without a pause, as fast as pages come, and counts what held the page up. */
export async function scrollToTheEnd(page: Page, rows: number): Promise<ScrollFigures> {
  const found: unknown = await page.evaluate(`new Promise((resolve) => {
    const longTasks = [];
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((entry) => entry.duration)))
      .observe({ type: 'longtask' });
    const list = document.querySelector('.mutation-list');
    const read = () => Number(list.querySelector('li')?.getAttribute('aria-setsize') ?? 0);
    let frames = 0;
    const step = () => {
      frames += 1;
      list.scrollTop += 2400;
      const isEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 1;
      if (isEnd && read() >= ${rows}) setTimeout(() => resolve({ rows: read(), frames, longTasks }), 200);
      else requestAnimationFrame(step);
    };
    step();
  })`);
  return frames.parse(found);
}

function mutation(holderId: string, sequence: number): Readonly<Record<string, unknown>> {
  return {
    entry_id: `E${sequence}`,
    account: `payable:holder:${holderId}:USD`,
    amount: '0.1234567890',
    currency: 'USD',
    balance_after: `${sequence}.1234567890`,
    kind: 'distribution',
    source: { type: 'report', id: `r_${String(sequence).padStart(32, '0')}` },
    effective_at: '2025-04-30T00:00:00.000Z',
    recorded_at: '2025-05-09T08:00:00.000Z',
    transaction_id: `T${sequence}`,
  };
}
