import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumUnits } from '#kernel/money/units';
import { periodsTaken, type TracedEntry } from '#payouts/period-trace';

const entry = (rest: Partial<TracedEntry>): TracedEntry => ({
  transactionId: 't',
  kind: 'distribution',
  source: { type: 'report', id: 'r' },
  debit: 0n,
  credit: 0n,
  reserved: 0n,
  reservedChange: 0n,
  openParents: [],
  ...rest,
});
const earned = (id: string, credit: bigint, rest: Partial<TracedEntry> = {}) =>
  entry({ source: { type: 'period', id }, credit, ...rest });
const paid = (debit: bigint) => entry({ kind: 'payout', debit });
const reserving = (units: bigint, before = 0n, rest: Partial<TracedEntry> = {}) =>
  entry({ kind: 'reservation', reservedChange: units, reserved: before + units, ...rest });

describe('the periods that a payment takes from', () => {
  it('are the oldest whose earnings were not taken before', () => {
    const entries = [earned('A', 100n), paid(70n), earned('B', 100n), reserving(80n)];

    expect(periodsTaken(entries, 80n)).toEqual(
      new Map([
        ['A', 30n],
        ['B', 50n],
      ]),
    );
  });

  it('leave to an earlier run what it has reserved', () => {
    expect(periodsTaken([earned('A', 100n), earned('B', 50n), reserving(50n, 100n)], 50n)).toEqual(
      new Map([['B', 50n]]),
    );
  });

  it('take again what came back, and name no report', () => {
    const back = entry({ kind: 'reversal', credit: 100n });
    const entries = [earned('A', 100n), paid(100n), back, entry({ credit: 30n }), reserving(130n)];

    expect(periodsTaken(entries, 130n)).toEqual(new Map([['A', 100n]]));
  });

  it('come last while they were not released', () => {
    const waiting = earned('A', 100n, { parentId: 'p' });
    const open = { openParents: [{ id: 'p', units: 100n, effectiveAt: '2025-05-01T00:00:00.000Z' as never }] };

    expect(periodsTaken([waiting, earned('B', 60n), reserving(60n, 0n, open)], 60n)).toEqual(new Map([['B', 60n]]));
  });

  it('never give more than a period earned, nor more than is paid, over any history of runs', () => {
    const step = fc.record({ credit: fc.bigInt({ min: 1n, max: 50n }), pays: fc.bigInt({ min: 0n, max: 40n }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const history: TracedEntry[] = [];
        const taken = new Map<string, bigint>();
        let available = 0n;
        for (const [index, { credit, pays }] of steps.entries()) {
          history.push(earned(`P${index}`, credit));
          available += credit;
          const units = pays < available ? pays : available;
          if (units === 0n) continue;
          const periods = periodsTaken([...history, reserving(units)], units);
          expect(sumUnits(periods.values())).toBe(units);
          for (const [id, used] of periods) taken.set(id, (taken.get(id) ?? 0n) + used);
          history.push(paid(units));
          available -= units;
        }
        for (const [index, { credit }] of steps.entries()) expect((taken.get(`P${index}`) ?? 0n) <= credit).toBe(true);
      }),
    );
  });
});
