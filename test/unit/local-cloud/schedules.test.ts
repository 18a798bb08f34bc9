import { expect, it } from 'vitest';
import { createVirtualClock } from '#infra/local/clock/virtual-clock';
import { createSchedules, type ScheduleState } from '#infra/local/events/schedules';
import type { Journal } from '#infra/local/journal';

const HOUR = 3_600_000;
const noon = Date.parse('2025-05-01T12:00:00Z');

/** What a schedule of every hour does that fired last at noon, when its process starts again `hours` later. */
async function firedAfter(hours: number, expression = 'cron(0 * * * ? *)'): Promise<readonly number[]> {
  const kept = new Map<string, ScheduleState>([['hourly', { startedAt: noon, firedAt: noon }]]);
  const journal: Journal<ScheduleState> = {
    recovered: kept,
    put: (id: string, state: ScheduleState) => void kept.set(id, state),
    remove: (id: string) => void kept.delete(id),
    close: () => undefined,
  };
  const clock = createVirtualClock(noon + hours * HOUR);
  const fired: number[] = [];
  createSchedules(clock, journal).add({
    id: 'hourly',
    expression,
    fire: (at) => fired.push((at - noon) / HOUR),
  });
  await clock.advanceTo(noon + hours * HOUR + 1000, async () => undefined);
  clock.stop();
  expect(kept.get('hourly')?.firedAt).toBe(noon + (fired.at(-1) ?? 0) * HOUR);
  return fired;
}

it('a schedule makes up in order for what fell due while the process was down', async () => {
  expect(await firedAfter(0)).toEqual([]);
  expect(await firedAfter(3)).toEqual([1, 2, 3]);
  expect(await firedAfter(10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

it('a schedule that was down for long makes up for the last ten', async () => {
  expect(await firedAfter(11)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(await firedAfter(24 * 31)).toEqual(Array.from({ length: 10 }, (_, index) => 24 * 31 - 9 + index));
});

it('a rate makes up with one run for however many fell due', async () => {
  expect(await firedAfter(0, 'rate(1 hour)')).toEqual([]);
  expect(await firedAfter(1, 'rate(1 hour)')).toEqual([1]);
  expect(await firedAfter(3, 'rate(1 hour)')).toEqual([3]);
  expect(await firedAfter(24 * 31, 'rate(1 hour)')).toEqual([24 * 31]);
});
