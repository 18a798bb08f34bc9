import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowWindow } from '#console/table/row-window.ts';

const OVERSCAN = 12;
const lists = fc.record({
  count: fc.integer({ min: 1, max: 3_000_000 }),
  rowHeight: fc.constantFrom(44, 68),
  viewHeight: fc.integer({ min: 0, max: 1_200 }),
  part: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('a list of rows of one height', () => {
  it('draws every row that is in view, where a finger finds it, and few others', () => {
    fc.assert(
      fc.property(lists, ({ count, rowHeight, viewHeight, part }) => {
        const whole = rowWindow({ scrollTop: 0, viewHeight, rowHeight, count, overscan: OVERSCAN });
        const scrollTop = part * Math.max(0, whole.height - viewHeight);

        const drawn = rowWindow({ scrollTop, viewHeight, rowHeight, count, overscan: OVERSCAN });

        const bottom = drawn.top + (drawn.end - drawn.first) * rowHeight;
        expect(drawn.top).toBeLessThanOrEqual(scrollTop + 0.01);
        expect(bottom).toBeGreaterThanOrEqual(Math.min(scrollTop + viewHeight, drawn.height) - 0.01);
        expect(drawn.end - drawn.first).toBeLessThanOrEqual(Math.ceil(viewHeight / rowHeight) + 1 + 2 * OVERSCAN);
      }),
    );
  });

  it('ends with its last row, however high it would be', () => {
    fc.assert(
      fc.property(lists, ({ count, rowHeight, viewHeight }) => {
        const { height } = rowWindow({ scrollTop: 0, viewHeight, rowHeight, count, overscan: 0 });

        const end = rowWindow({ scrollTop: height - viewHeight, viewHeight, rowHeight, count, overscan: 0 });

        expect(end.end).toBe(count);
        expect(height).toBeLessThanOrEqual(15_000_000);
      }),
    );
  });

  it('moves pixel by pixel while browsers can lay it out', () => {
    const drawn = rowWindow({ scrollTop: 441, viewHeight: 440, rowHeight: 44, count: 200_000, overscan: 0 });

    expect(drawn).toEqual({ first: 10, end: 21, top: 440, height: 8_800_000 });
  });

  it('that became shorter shows its end, not the nothing behind it', () => {
    const drawn = rowWindow({ scrollTop: 44_000, viewHeight: 440, rowHeight: 44, count: 20, overscan: 0 });

    expect(drawn).toMatchObject({ first: 10, end: 20 });
  });
});
