/** Lets a few through at a time, in the order in which they came. */
export interface Turnstile {
  pass<Answer>(work: () => Promise<Answer>): Promise<Answer>;
}

/** A turnstile for `atOnce` pieces of work; the next goes in when one comes out, whether it succeeded or threw. */
export function createTurnstile(atOnce: number): Turnstile {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return {
    async pass(work) {
      if (inside >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      else inside += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) inside -= 1;
        else next();
      }
    },
  };
}
