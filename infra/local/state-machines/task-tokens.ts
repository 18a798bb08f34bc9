import type { TimerKind, VirtualClock } from '#infra/local/engine';
import { TaskFailure } from '#infra/local/state-machines/execution';

/** Tasks that wait for a person or another system to answer with their token. */
export interface TaskTokens {
  /** Resolves with the task's output; rejects with its failure, or `States.HeartbeatTimeout` after silence. */
  readonly wait: (token: string, signal: AbortSignal, heartbeatSeconds?: number) => Promise<unknown>;
  /** `false`: nobody waits under this token, as for a task that timed out. */
  readonly succeed: (token: string, output: unknown) => boolean;
  readonly fail: (token: string, failure: TaskFailure) => boolean;
  readonly heartbeat: (token: string) => boolean;
}

interface Waiting {
  readonly settle: (outcome: { readonly output: unknown } | { readonly failure: Error }) => void;
  readonly beat: () => void;
}

export function createTaskTokens(clock: VirtualClock): TaskTokens {
  const waiting = new Map<string, Waiting>();
  const kind: TimerKind = 'wait';

  return {
    wait(token, signal, heartbeatSeconds) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      let cancel = () => {};
      const settle: Waiting['settle'] = (outcome) => {
        cancel();
        waiting.delete(token);
        if ('failure' in outcome) reject(outcome.failure);
        else resolve(outcome.output);
      };
      const beat = () => {
        cancel();
        if (heartbeatSeconds === undefined) return;
        const silence = new TaskFailure('States.HeartbeatTimeout', `No heartbeat for ${heartbeatSeconds} s`);
        cancel = clock.at(clock.now() + heartbeatSeconds * 1000, () => settle({ failure: silence }), kind);
      };
      waiting.set(token, { settle, beat });
      beat();
      signal.addEventListener(
        'abort',
        () => settle({ failure: new TaskFailure('States.Timeout', 'The task was abandoned') }),
        { once: true },
      );
      return promise;
    },
    succeed: (token, output) => settleOne(token, { output }),
    fail: (token, failure) => settleOne(token, { failure }),
    heartbeat(token) {
      waiting.get(token)?.beat();
      return waiting.has(token);
    },
  };

  function settleOne(token: string, outcome: Parameters<Waiting['settle']>[0]): boolean {
    const found = waiting.get(token);
    found?.settle(outcome);
    return found !== undefined;
  }
}
