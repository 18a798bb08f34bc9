import { describe, expect, it } from 'vitest';
import type { Recomputation } from '#attribution/ports';
import { findRecomputation, recomputationKey, recompute } from '#attribution/steps/recomputations';

const REPLAY: Recomputation = { kind: 'replay', id: 'k1', periodId: 'US_2025_04' };

/** A lake's documents in memory, and recomputations that only note that they were started. */
function world() {
  const kept = new Map<string, string>();
  const started: Recomputation[] = [];
  const documents = {
    put: async (key: string, text: string) => void kept.set(key, text),
    get: async (key: string) => kept.get(key),
    differenceOf: async () => undefined,
  };
  const recomputations = { start: async (one: Recomputation) => void started.push(one) };
  const end = (status: 'completed' | 'failed') => kept.set(recomputationKey(REPLAY), JSON.stringify({ status }));
  return { documents, recomputations, started, end, ports: { documents, recomputations, waitMilliseconds: 0 } };
}

describe('a recomputation', () => {
  it('that outlasts its request says that it runs, and answers whoever asks for it later', async () => {
    const { ports, documents, end } = world();

    expect(await recompute(REPLAY, ports)).toEqual({ kind: 'running' });
    expect(await findRecomputation(REPLAY, { documents })).toEqual({ kind: 'running' });
    end('completed');

    expect(await findRecomputation(REPLAY, { documents })).toMatchObject({ kind: 'ended' });
  });

  it('asked for again while it runs is the same one, and is started again in case nobody does it', async () => {
    const { ports, started } = world();
    await recompute(REPLAY, ports);

    await recompute(REPLAY, ports);

    expect(started).toEqual([REPLAY, REPLAY]);
  });

  it('that has ended is not started again, whether it compared or failed', async () => {
    for (const status of ['completed', 'failed'] as const) {
      const { ports, started, end } = world();
      end(status);

      expect(await recompute(REPLAY, ports)).toEqual({ kind: 'ended', document: { status } });
      expect(started).toEqual([]);
    }
  });

  it('that nobody asked for is unknown, as is one of another kind or period', async () => {
    const { ports, documents } = world();
    await recompute(REPLAY, ports);

    expect(await findRecomputation({ ...REPLAY, kind: 'simulate' }, { documents })).toEqual({ kind: 'unknown' });
    expect(await findRecomputation({ ...REPLAY, periodId: 'DE_2025_04' }, { documents })).toEqual({ kind: 'unknown' });
  });
});
