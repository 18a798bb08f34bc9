import { describe, expect, it } from 'vitest';
import { parseSchedule } from '#infra/local/events/schedule-expression';

const next = (expression: string, after: string, startedAt = '2025-01-01T00:00:00Z') => {
  const at = parseSchedule(expression, Date.parse(startedAt)).next(Date.parse(after));
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 16);
};

describe('a schedule', () => {
  it.each([
    ['cron(0 6 1 * ? *)', '2025-05-01T05:59:59Z', '2025-05-01T06:00'],
    ['cron(0 6 1 * ? *)', '2025-05-01T06:00:00Z', '2025-06-01T06:00'],
    ['cron(15 10 ? * MON-FRI *)', '2025-05-02T10:15:00Z', '2025-05-05T10:15'],
    ['cron(0/15 * * * ? *)', '2025-05-02T10:16:00Z', '2025-05-02T10:30'],
    ['cron(0 0 L * ? *)', '2025-02-01T00:00:00Z', '2025-02-28T00:00'],
    ['cron(0 9 ? * 2#1 *)', '2025-05-06T00:00:00Z', '2025-06-02T09:00'],
    ['cron(0 9 ? * 6L *)', '2025-05-01T00:00:00Z', '2025-05-30T09:00'],
    ['cron(0 0 29 2 ? *)', '2025-03-01T00:00:00Z', '2028-02-29T00:00'],
    ['rate(5 minutes)', '2025-01-01T00:05:00Z', '2025-01-01T00:10'],
    ['rate(1 day)', '2025-01-31T12:00:00Z', '2025-02-01T00:00'],
    ['at(2025-05-03T12:00:00)', '2025-05-03T11:59:59Z', '2025-05-03T12:00'],
  ])('%s after %s is due at %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  it('that has passed is due never again', () => {
    expect(next('at(2025-05-03T12:00:00)', '2025-05-03T12:00:00Z')).toBeUndefined();
    expect(next('cron(0 0 1 1 ? 2024)', '2025-01-01T00:00:00Z')).toBeUndefined();
  });

  it.each(['rate(0 minutes)', 'cron(* * * *)', 'cron(0 0 1 * MON *)', 'cron(0 25 1 * ? *)', 'every day'])(
    'refuses %s',
    (expression) => {
      expect(() => parseSchedule(expression, 0)).toThrow(/is no schedule that the local cloud runs/);
    },
  );
});
