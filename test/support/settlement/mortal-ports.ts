import { RoyaltyError } from '#kernel/errors';
import { Crash } from '#test/support/crash';
import type { Chances } from '#test/support/simulation/faults';

const DEATH_RATE = 0.04;
const PATIENCE = 200;

/** Ports whose writes kill their process now and then, before or after they had their effect, and what drives a step through that. */
export function mortalPorts(chances: Chances) {
  let isOn = true;
  let deaths = 0;
  const dies = () => {
    if (!isOn || !chances.happens(DEATH_RATE)) return false;
    deaths += 1;
    return true;
  };
  return {
    deaths: () => deaths,
    heal: () => {
      isOn = false;
    },
    wrap<Port extends object>(port: Port, writes: readonly (keyof Port & string)[]): Port {
      return new Proxy(port, {
        get(target, name, receiver) {
          const member: unknown = Reflect.get(target, name, receiver);
          if (typeof member !== 'function') return member;
          if (!writes.some((write) => write === name)) return member.bind(target) as unknown;
          return async (...args: readonly unknown[]) => {
            if (dies()) throw new Crash(`died before ${String(name)}`);
            const result: unknown = await Reflect.apply(member, target, args);
            if (dies()) throw new Crash(`died after ${String(name)}`);
            return result;
          };
        },
      });
    },
    /** Repeats a step until it does not die; what it routes on (contention) is repeated as a state machine would. */
    async insist<Answer>(work: () => Promise<Answer>): Promise<Answer> {
      for (let attempt = 1; ; attempt += 1)
        try {
          return await work();
        } catch (error) {
          const mayRepeat =
            error instanceof Crash || (error instanceof RoyaltyError && error.name === 'SettlementContended');
          if (!mayRepeat || attempt === PATIENCE) throw error;
          await new Promise((resolve) => setImmediate(resolve));
        }
    },
  };
}
