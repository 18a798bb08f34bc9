import { describe, expect, it } from 'vitest';
import { durationText } from '#console/ui/duration.ts';

describe('a span of time', () => {
  it.each([
    [0, '0 sec'],
    [59, '59 sec'],
    [60, '1 min'],
    [3_599, '59 min'],
    [3_600, '1 hr'],
    [172_799, '47 hr'],
    [172_800, '2 days'],
    [3_024_000, '35 days'],
  ])('of %i seconds is said in its largest unit: %s', (seconds, text) => {
    expect(durationText(seconds, 'en')).toBe(text);
  });
});
