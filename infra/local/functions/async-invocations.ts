import { randomUUID } from 'node:crypto';
import type { Activity, InvokeAnswer, VirtualClock } from '#infra/local/engine';
import type { Journal } from '#infra/local/journal';

/** One accepted event that a function has not yet handled. */
export interface AcceptedEvent {
  readonly functionName: string;
  readonly event: unknown;
  readonly attempts: number;
}

/** Lambda's own queue of asynchronous invocations: at least once, two retries, then the failure destination. */
export interface AsyncInvocations {
  /** The event is journaled when this returns. */
  readonly accept: (functionName: string, event: unknown) => void;
  /** Invokes again what was accepted before the process stopped. */
  readonly resume: () => void;
}

export interface AsyncInvocationsConfig {
  readonly clock: VirtualClock;
  readonly activity: Activity;
  readonly journal: Journal<AcceptedEvent>;
  readonly invoke: (functionName: string, event: unknown) => Promise<InvokeAnswer>;
  /** How often a failing invocation is tried again; Lambda's default is 2. */
  readonly retriesOf: (functionName: string) => number;
  /** Takes what failed every time, e.g. to the dead-letter queue. */
  readonly onExhausted: (accepted: AcceptedEvent, answer: InvokeAnswer) => void;
}

/** Lambda waits a minute before the first retry and two before the second. */
const RETRY_SECONDS = [60, 120] as const;

export function createAsyncInvocations(config: AsyncInvocationsConfig): AsyncInvocations {
  const { clock, journal } = config;

  const attempt = async (id: string, accepted: AcceptedEvent) => {
    const answer = await config.invoke(accepted.functionName, accepted.event);
    if (answer.functionError === undefined) return journal.remove(id);
    if (accepted.attempts >= config.retriesOf(accepted.functionName)) {
      config.onExhausted(accepted, answer);
      return journal.remove(id);
    }
    const next = { ...accepted, attempts: accepted.attempts + 1 };
    journal.put(id, next);
    const delaySeconds = RETRY_SECONDS[accepted.attempts] ?? RETRY_SECONDS[1];
    clock.at(clock.now() + delaySeconds * 1000, () => run(id, next), 'work');
  };
  const run = (id: string, accepted: AcceptedEvent) => {
    const done = config.activity.begin(`event for ${accepted.functionName}`);
    void attempt(id, accepted).finally(done);
  };
  return {
    accept(functionName, event) {
      const id = randomUUID();
      const accepted = { functionName, event, attempts: 0 };
      journal.put(id, accepted);
      run(id, accepted);
    },
    resume() {
      for (const [id, accepted] of journal.recovered) run(id, accepted);
    },
  };
}
