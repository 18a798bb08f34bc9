/** One measured figure. */
export interface BenchResult {
  readonly name: string;
  /** Such as `entries/s` or `ms`. */
  readonly unit: string;
  readonly value: number;
  /** What the project wants of it; for times an upper bound, for rates a lower one. */
  readonly goal?: number;
  /** The raw ceiling or floor that the figure is compared with, measured beside it. */
  readonly floor?: number;
  /** How it was measured, in a sentence. */
  readonly note: string;
}

/** A module of `test/bench/`. */
export interface Bench {
  run(): Promise<BenchResult[]>;
}

/** The value below which the part `share` (0 … 1) of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Milliseconds that the work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
