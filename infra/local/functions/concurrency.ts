/** Lets at most `max` pieces of work run at once; the others wait in line. */
export interface Concurrency {
  readonly run: <Answer>(work: () => Promise<Answer>) => Promise<Answer>;
}

/**
 * A function's reserved concurrency. AWS refuses what is above it and its callers try again; here the callers wait, which
 * comes to the same without the noise.
 */
export function createConcurrency(max: number): Concurrency {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async run(work) {
      if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
