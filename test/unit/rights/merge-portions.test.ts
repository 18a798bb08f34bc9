import { describe, expect, it } from 'vitest';
import { mergePortions } from '#rights/merge-portions';
import type { Portion } from '#rights/portion';
import { dropped, shown } from '#test/support/rights-builders';

/** The history after drops that must all be accepted. */
function historyAfter(...drops: readonly (readonly string[])[]): readonly Portion[] {
  return drops.reduce<readonly Portion[]>((history, rows) => {
    const merge = mergePortions(history, dropped(...rows));
    expect(merge.kind).toBe('merged');
    return merge.kind === 'merged' ? merge.portions : history;
  }, []);
}

function faultsOf(history: readonly Portion[], ...rows: readonly string[]) {
  const merge = mergePortions(history, dropped(...rows));
  return merge.kind === 'refused'
    ? merge.faults.map(({ code, line, interval }) => [
        code,
        line,
        interval.effectiveFrom.slice(0, 10),
        interval.effectiveTo?.slice(0, 10) ?? '',
      ])
    : [];
}

describe('dropped portions (R8)', () => {
  it('close what is open at their earliest effective_from, and are inserted', () => {
    const history = historyAfter(['A 0.6 2025-01-01', 'B 0.4 2025-01-01']);

    const merge = mergePortions(history, dropped('C 1 2025-03-01'));

    expect(merge).toMatchObject({ kind: 'merged', created: 1, closed: 2, unchanged: 0, gaps: [] });
    expect(merge.kind === 'merged' && shown(merge.portions)).toEqual([
      'A 60000 2025-01-01 2025-03-01',
      'B 40000 2025-01-01 2025-03-01',
      'C 100000 2025-03-01',
    ]);
  });

  it('change nothing when they are dropped again, also after a later deal closed them', () => {
    const first = ['A 0.6 2025-01-01', 'B 0.4 2025-01-01'];
    const history = historyAfter(first, ['C 1 2025-03-01']);

    const again = mergePortions(history, dropped(...first));
    const asClosed = mergePortions(history, dropped('A 0.6 2025-01-01 2025-03-01', 'B 0.4 2025-01-01 2025-03-01'));

    for (const merge of [again, asClosed])
      expect(merge).toMatchObject({ kind: 'merged', created: 0, closed: 0, unchanged: 2, portions: history });
  });

  it('keep a member open who stays with the same part, and close the others', () => {
    const history = historyAfter(['A 0.6 2025-03-01', 'B 0.4 2025-03-01'], ['A 0.6 2025-03-01', 'C 0.4 2025-03-01']);

    expect(shown(history)).toEqual(['A 60000 2025-03-01', 'C 40000 2025-03-01']);
  });

  it('that start when the open deal does correct it, and dropping that deal again takes the correction back', () => {
    const deal = ['A 1 2025-03-01'];

    expect(shown(historyAfter(deal, ['B 1 2025-03-01']))).toEqual(['B 100000 2025-03-01']);
    expect(shown(historyAfter(deal, ['B 1 2025-03-01'], deal))).toEqual(['A 100000 2025-03-01']);
  });

  it('may be the whole history with a further deal', () => {
    const history = historyAfter(
      ['A 1 2025-01-01'],
      ['A 1 2025-01-01 2025-03-01', 'B 1 2025-03-01'],
      ['A 1 2025-01-01 2025-03-01', 'B 1 2025-03-01 2025-06-01', 'C 1 2025-06-01'],
    );

    expect(shown(history)).toEqual([
      'A 100000 2025-01-01 2025-03-01',
      'B 100000 2025-03-01 2025-06-01',
      'C 100000 2025-06-01',
    ]);
  });

  it('fill time before what stands, up to its first instant and not past it', () => {
    const history = historyAfter(['B 1 2025-03-01']);

    expect(shown(historyAfter(['B 1 2025-03-01'], ['A 1 2025-01-01 2025-03-01']))).toHaveLength(2);
    expect(faultsOf(history, 'A 1 2025-01-01 2025-03-02')).toEqual([
      ['overlaps_history', 2, '2025-03-01', '2025-03-02'],
    ]);
    expect(faultsOf(history, 'A 1 2025-01-01')).toEqual([['overlaps_history', 2, '2025-03-01', '']]);
  });

  it('over a closed row are refused with the common time; from its end on they are not', () => {
    const history = historyAfter(['A 1 2025-01-01 2025-02-01']);

    expect(faultsOf(history, 'B 1 2025-01-31')).toEqual([['overlaps_history', 2, '2025-01-31', '2025-02-01']]);
    expect(faultsOf(history, 'B 1 2025-02-01')).toEqual([]);
  });

  it('that sum to anything but exactly 1 are refused with each such interval', () => {
    expect(faultsOf([], 'A 0.5 2025-01-01', 'B 0.49999 2025-01-01')).toEqual([['sum_not_one', 2, '2025-01-01', '']]);
    expect(faultsOf([], 'A 0.5 2025-01-01', 'B 0.50001 2025-01-01')).toHaveLength(1);
    expect(faultsOf([], 'A 0.33333 2025-01-01', 'B 0.33333 2025-01-01', 'C 0.33334 2025-01-01')).toEqual([]);
    expect(faultsOf([], 'A 0.5 2025-01-01', 'B 0.5 2025-01-01 2025-02-01')).toEqual([
      ['sum_not_one', 2, '2025-02-01', ''],
    ]);
    expect(faultsOf([], 'A 1 2025-01-01 2025-02-02', 'B 1 2025-02-01')).toEqual([
      ['sum_not_one', 2, '2025-02-01', '2025-02-02'],
    ]);
  });

  it('that leave out a part which they renegotiate are refused, since the whole deal is closed', () => {
    const history = historyAfter(['A 0.5 2025-01-01', 'B 0.5 2025-01-01']);

    expect(faultsOf(history, 'C 0.5 2025-03-01')).toEqual([['sum_not_one', 2, '2025-03-01', '']]);
  });

  it('that name a member twice for one time are refused', () => {
    expect(faultsOf([], 'A 0.5 2025-01-01', 'A 0.5 2025-01-01')).toEqual([['member_twice', 3, '2025-01-01', '']]);
    expect(faultsOf([], 'A 1 2025-01-01 2025-02-01', 'A 1 2025-02-01')).toEqual([]);
  });

  it('name the gaps that they leave', () => {
    const merge = mergePortions([], dropped('A 1 2025-01-01 2025-02-01', 'B 1 2025-03-01 2025-04-01'));

    expect(merge).toMatchObject({
      gaps: [{ effectiveFrom: '2025-02-01T00:00:00.000Z', effectiveTo: '2025-03-01T00:00:00.000Z' }],
    });
  });
});
