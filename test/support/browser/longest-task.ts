import type { Page } from 'playwright-core';
import { z } from 'zod';

/** The task of the page's main thread that took the most processor time. */
export interface LongestTask {
  /** Milliseconds that the thread itself ran. */
  readonly cpu: number;
  /** Milliseconds by the clock, waiting for a busy machine included. */
  readonly clock: number;
}

const traceEvent = z.object({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  /** Microseconds. */
  dur: z.number().default(0),
  tdur: z.number().default(0),
  args: z.object({ name: z.unknown() }).partial().default({}),
});
type TraceEvent = z.infer<typeof traceEvent>;

/** Does something while Chromium traces the page, whose tasks a clock alone cannot tell from other people's work. */
export async function traced<Answer>(
  page: Page,
  act: () => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly longest: LongestTask }> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const found of z.array(traceEvent.catch(NONE)).parse(value)) if (isOfInterest(found)) events.push(found);
  });
  await session.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel'] } });
  const answer = await act();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  return { answer, longest: longestOf(events) };
}

const TASK = /RunTask$/;
const NONE: TraceEvent = { name: '', ph: '', pid: 0, tid: 0, dur: 0, tdur: 0, args: {} };
const isOfInterest = ({ name, args }: TraceEvent) => TASK.test(name) || args.name === 'CrRendererMain';

function longestOf(events: readonly TraceEvent[]): LongestTask {
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const pages = new Set(events.filter(({ args }) => args.name === 'CrRendererMain').map(threadOf));
  const tasks = events.filter((event) => event.ph === 'X' && TASK.test(event.name) && pages.has(threadOf(event)));
  if (tasks.length === 0) throw new Error('The trace has no task of a page');
  const longest = tasks.reduce((most, task) => (task.tdur > most.tdur ? task : most));
  return { cpu: longest.tdur / 1000, clock: longest.dur / 1000 };
}
