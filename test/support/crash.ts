/** What a Lambda's sandbox that dies looks like to nobody; tests see it as this. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Counts the calls of some ports and dies at one of them. */
export interface CrashPlan {
  /** 0-based number of the call that dies, over all wrapped ports; -1: none. */
  readonly at: number;
  /** Before the call had its effect, or after it. */
  readonly when: 'before' | 'after';
}

/** Wraps ports so that the planned call of a writing method dies. */
export function crashing(plan: CrashPlan) {
  let calls = 0;
  return {
    /** `port` with `writes` counted and, at the planned call, killed. */
    wrap<Port extends object>(port: Port, writes: readonly (keyof Port & string)[]): Port {
      return new Proxy(port, {
        get(target, name, receiver) {
          const member: unknown = Reflect.get(target, name, receiver);
          if (typeof member !== 'function' || !writes.some((write) => write === name)) return member;
          return async (...args: readonly unknown[]) => {
            const call = calls;
            calls += 1;
            if (call === plan.at && plan.when === 'before') throw new Crash(`died before ${String(name)}`);
            const result: unknown = await Reflect.apply(member, target, args);
            if (call === plan.at && plan.when === 'after') throw new Crash(`died after ${String(name)}`);
            return result;
          };
        },
      });
    },
    /** How many writing calls there were. */
    calls: () => calls,
  };
}

/** Every plan for up to `callsMax` calls: a death before and after each. */
export function crashPlans(callsMax: number): readonly CrashPlan[] {
  return Array.from({ length: callsMax }, (_, at) => [
    { at, when: 'before' as const },
    { at, when: 'after' as const },
  ]).flat();
}
