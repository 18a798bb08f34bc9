import { describe, expect, it } from 'vitest';
import { bindValues } from '#kernel/sql/bind-values';
import {
  EMPTY_LAKE,
  hourDigest,
  mergeableRuns,
  NO_RUN,
  type PlayRun,
  parsePlayLake,
  playParts,
  runName,
  runsWithin,
  withMerged,
  withRun,
} from '#plays/play-lake';
import { selectLanding } from '#plays/select-landing';

function aRun(number: number, overrides: Partial<PlayRun> = {}): PlayRun {
  const counts = { plays: 1, duplicates: 0, conflicts: 0, superseded: 0 };
  return { run: runName(number), number, tier: 0, parts: 1, ingestedToMs: number, ...counts, ...overrides };
}

const lakeOf = (...runs: readonly PlayRun[]) => ({ ...EMPTY_LAKE, runs });

describe('the lake', () => {
  it('names every part of every run that counts, and a run that no table holds when there is none', () => {
    expect(playParts(lakeOf(aRun(1), aRun(2, { parts: 2 })))).toEqual([
      'r000000000001-00',
      'r000000000002-00',
      'r000000000002-01',
    ]);
    expect(playParts(EMPTY_LAKE)).toEqual([NO_RUN]);
  });

  it('looks back at the runs that judged an arrival at the instant or after it', () => {
    const { runs } = lakeOf(aRun(1), aRun(2), aRun(3));

    expect(runsWithin({ runs }, 2).map(({ number }) => number)).toEqual([2, 3]);
  });

  it('merges the oldest runs of the lowest tier that has enough of them', () => {
    const lake = lakeOf(aRun(1, { tier: 1 }), aRun(2), aRun(3, { tier: 1 }), aRun(4));

    expect(mergeableRuns(lake, 3)).toEqual([]);
    expect(mergeableRuns(lake, 2).map(({ number }) => number)).toEqual([2, 4]);
    expect(withMerged(lake, aRun(5, { tier: 1 }), [runName(2), runName(4)]).runs.map(({ number }) => number)).toEqual([
      1, 3, 5,
    ]);
  });

  it('refuses to merge what it does not hold, and a number that does not grow', () => {
    expect(() => withMerged(lakeOf(aRun(1)), aRun(2), [runName(7)])).toThrow('not all runs of the lake');
    expect(() => withRun(lakeOf(aRun(2)), aRun(2), {})).toThrow('numbers only grow');
  });

  it('reads back as it was written', () => {
    const hours = { '2025-04-30T13': { listKey: 'k', objects: 1, digest: 'd' } };
    const lake = withRun(EMPTY_LAKE, aRun(1), hours);

    expect(parsePlayLake(JSON.stringify(lake))).toEqual(lake);
  });

  it('knows an hour by its objects and their tags, in whatever order they are listed', () => {
    const [a, b] = [
      { key: 'a', etag: '1' },
      { key: 'b', etag: '2' },
    ];

    expect(hourDigest([a, b])).toBe(hourDigest([b, a]));
    expect(hourDigest([a, { ...b, etag: '3' }])).not.toBe(hourDigest([a, b]));
  });
});

describe('the selection of landing objects', () => {
  const object = (key: string, etag = '1') => ({ key, etag });

  it('takes what no run has compacted, oldest hours first, and an object again whose bytes changed', () => {
    const hours = [
      { hour: '02', landed: [object('c')], compacted: [] },
      { hour: '01', landed: [object('a'), object('b', '2')], compacted: [object('a'), object('b')] },
      { hour: '00', landed: [object('z')], compacted: [object('z')] },
    ];

    const { hours: chosen, isCut } = selectLanding(hours, { objectsMax: 10, hoursMax: 10 });

    expect(chosen.map(({ hour, selected }) => [hour, selected])).toEqual([
      ['01', [object('b', '2')]],
      ['02', [object('c')]],
    ]);
    expect(isCut).toBe(false);
  });

  it('says when it leaves something for the next run', () => {
    const hours = [
      { hour: '01', landed: [object('a'), object('b')], compacted: [] },
      { hour: '02', landed: [object('c')], compacted: [] },
    ];

    const byObjects = selectLanding(hours, { objectsMax: 1, hoursMax: 10 });
    const byHours = selectLanding(hours, { objectsMax: 10, hoursMax: 1 });

    expect(byObjects).toMatchObject({ isCut: true, hours: [{ hour: '01', compacted: [object('a')] }] });
    expect(byHours).toMatchObject({ isCut: true, hours: [{ hour: '01' }] });
  });
});

describe('the binding of values to a query', () => {
  it('puts values in the order of their places, a list as many', () => {
    const bound = bindValues('select ?/*a*/ where x in (?/*list*/) and y = ?/*a*/', { a: 1, list: ['p', 'q'] });

    expect(bound).toEqual({
      sql: 'select ?/*a*/ where x in (?/*list*/, ?/*list*/) and y = ?/*a*/',
      parameters: ['1', 'p', 'q', '1'],
    });
  });

  it.each([
    ['a place without a name', 'select ?', {}, 'has a name'],
    ['a place without a value', 'select ?/*a*/', {}, 'has no value'],
    ['a value without a place', 'select 1', { a: 1 }, 'no place for a'],
    ['an empty list', 'select ?/*a*/', { a: [] }, 'empty list'],
  ])('refuses %s', (_, sql, values, message) => {
    expect(() => bindValues(sql, values)).toThrow(message);
  });
});
