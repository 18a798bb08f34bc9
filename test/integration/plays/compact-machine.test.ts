import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { createVirtualClock, type SteerableClock } from '#infra/local/clock/virtual-clock';
import { loadAslLibrary } from '#infra/local/state-machines/asl-library';

const DEFINITION: unknown = JSON.parse(
  readFileSync(new URL('../../../statemachines/compact-plays.asl.json', import.meta.url), 'utf8'),
);
const START = Date.parse('2025-05-08T00:00:00Z');

let clock: SteerableClock = createVirtualClock(START);
afterEach(() => clock.stop());

/** Runs `compact-plays` while another run has the lease for so many seconds; how long it waited each time, and how it ended. */
async function whileBusyFor(seconds: number) {
  clock = createVirtualClock(START);
  const asked: number[] = [];
  const { result } = loadAslLibrary(clock).run(
    DEFINITION,
    {},
    { Execution: { Id: 'e', Name: 'n', StartTime: '2025-05-08T00:00:00Z' } },
    async (_parameters, { context }) => {
      expect(context.State?.Name).toBe('BeginCompaction');
      const at = (clock.now() - START) / 1000;
      asked.push(at);
      return { Payload: { outcome: at < seconds ? 'busy' : 'idle' } };
    },
  );
  let end = 'running';
  void result.then(
    () => (end = 'succeeded'),
    (error: unknown) => (end = `failed: ${String(error)}`),
  );
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  await clock.advanceTo(START + (seconds + 120) * 1000, settle);
  // The clock runs beside the test: what the test takes is no wait.
  const waits = asked.slice(1).map((at, index) => Math.round(at - (asked[index] ?? 0)));
  return { waits, end };
}

it('a close beside another asks for the lease after a second, and less often the longer the other has it', async () => {
  expect(await whileBusyFor(2)).toEqual({ waits: [1, 2], end: 'succeeded' });
  expect(await whileBusyFor(200)).toEqual({ waits: [1, 2, 4, 8, 16, 32, 64, 64, 64], end: 'succeeded' });
});
