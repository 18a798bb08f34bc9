import { afterEach, describe, expect, it } from 'vitest';
import { createVirtualClock, type SteerableClock } from '#infra/local/clock/virtual-clock';
import { installVirtualDate } from '#infra/local/clock/virtual-date';

const START = Date.parse('2025-05-01T00:00:00Z');
const DAY = 86_400_000;
const settle = async () => {};

describe('the virtual clock', () => {
  let clock: SteerableClock = createVirtualClock(START);
  afterEach(() => {
    clock.stop();
    clock = createVirtualClock(START);
  });

  it('runs what falls due in order, each at its own instant, also what is added on the way', async () => {
    const ran: string[] = [];
    const note = (name: string) => () => void ran.push(`${name} ${new Date(clock.now()).toISOString().slice(0, 10)}`);
    clock.at(START + 40 * DAY, note('forty'));
    clock.at(START + 2 * DAY, () => {
      note('two')();
      clock.at(clock.now() + DAY, note('three'));
    });
    clock.at(START + 60 * DAY, note('sixty'));
    const cancel = clock.at(START + DAY, note('cancelled'));
    cancel();
    await clock.advanceTo(START + 50 * DAY, settle);

    expect(ran).toEqual(['two 2025-05-03', 'three 2025-05-04', 'forty 2025-06-10']);
    expect(clock.nextDue()).toBe(START + 60 * DAY);
  });

  it('never goes back', async () => {
    await clock.advanceTo(START + DAY, settle);
    await clock.advanceTo(START, settle);

    expect(clock.now()).toBeGreaterThanOrEqual(START + DAY);
  });

  it('settles before each jump, so that nothing under way is overtaken', async () => {
    const order: string[] = [];
    clock.at(START + DAY, () => void order.push('due'));
    await clock.advanceTo(START + 2 * DAY, async () => void order.push('settled'));

    expect(order).toEqual(['settled', 'due', 'settled', 'settled']);
  });

  it('tells work that is due again from waiting for a date', () => {
    clock.at(START + DAY, () => {}, 'wait');
    clock.at(START + 2 * DAY, () => {}, 'work');

    expect(clock.nextDue('work')).toBe(START + 2 * DAY);
  });
});

describe('the virtual Date', () => {
  it('tells virtual time and stays one type with every other Date', () => {
    const clock = createVirtualClock(START);
    const real = new Date(0);
    const restore = installVirtualDate(clock.offset);
    const now = new Date();
    const cloned = structuredClone(now);
    const seen = {
      iso: now.toISOString().slice(0, 10),
      now: Math.abs(Date.now() - START) < 1000,
      types: [now instanceof Date, cloned instanceof Date, real instanceof Date, Object.prototype.toString.call(now)],
      parsed: new Date('2025-04-30').getTime() === Date.parse('2025-04-30'),
      parts: new Date(2025, 0, 2).getDate(),
      utc: Date.UTC(2025, 0, 1),
      text: typeof (Date as unknown as () => string)(),
    };
    restore();
    clock.stop();

    expect(seen).toEqual({
      iso: '2025-05-01',
      now: true,
      types: [true, true, true, '[object Date]'],
      parsed: true,
      parts: 2,
      utc: 1_735_689_600_000,
      text: 'string',
    });
    expect(Math.abs(Date.now() - START)).toBeGreaterThan(DAY);
  });
});
