import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { Activity } from '#infra/local/engine';

/** The activity of the whole cloud, with the side that asks. */
export interface ActivityGauge extends Activity {
  /** What is in flight or undelivered right now, by label; empty when nothing is. */
  readonly busy: () => Promise<readonly string[]>;
  /** Whether nothing is in flight, nor begins, during several turns of the event loop. */
  readonly isQuiet: () => Promise<boolean>;
  /** Resolves once nothing is in flight, over several turns of the event loop. */
  readonly settled: () => Promise<void>;
}

/** A state transition is a few promise turns without a piece of work; idle must outlast them. */
const QUIET_TURNS = 4;
const POLL_MILLISECONDS = 4;

export function createActivity(): ActivityGauge {
  const running = new Map<symbol, string>();
  const sources: { readonly label: string; readonly count: () => number | Promise<number> }[] = [];
  let begun = 0;

  const busy = async (): Promise<readonly string[]> => {
    const labels = [...running.values()];
    if (labels.length > 0) return labels;
    const counts = await Promise.all(sources.map(async ({ label, count }) => ({ label, waiting: await count() })));
    return counts.flatMap(({ label, waiting }) => (waiting > 0 ? [`${label} (${waiting})`] : []));
  };
  const isQuiet = async () => {
    const before = begun;
    for (let turn = 0; turn < QUIET_TURNS; turn += 1) await nextTurn();
    return (await busy()).length === 0 && before === begun;
  };
  return {
    begin(label) {
      const piece = Symbol(label);
      begun += 1;
      running.set(piece, label);
      return () => running.delete(piece);
    },
    watch(label, count) {
      sources.push({ label, count });
    },
    busy,
    isQuiet,
    async settled() {
      while (!(await isQuiet())) if ((await busy()).length > 0) await delay(POLL_MILLISECONDS);
    },
  };
}
