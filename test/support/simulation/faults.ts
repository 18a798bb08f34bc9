import { seededRandom } from '#test/support/ledger/faulty-client';

/** A seed's own chances; the same seed, the same draws. */
export function chancesOf(seed: number) {
  const random = seededRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  return {
    random,
    happens: (rate: number) => random() < rate,
    /** An integer from 0 to `count` − 1. */
    below,
    pick: <Item>(items: readonly [Item, ...Item[]]): Item => items[below(items.length)] ?? items[0],
    /** Parts of a whole of 10⁻⁵, each above zero. */
    parts(count: number): readonly bigint[] {
      const ends = [...new Set([0, ...Array.from({ length: count - 1 }, () => 1 + below(99_999)), 100_000])].sort(
        (left, right) => left - right,
      );
      return ends.slice(1).map((end, index) => BigInt(end - (ends[index] ?? 0)));
    },
  };
}

export type Chances = ReturnType<typeof chancesOf>;

/** A port that could not be reached, or whose answer was lost: the function that called it fails and is called again. */
export class PortFailed extends Error {
  override readonly name = 'PortFailed';
}

/** A query of the lake that failed, or that outlasts its caller; steps tell the two apart by name. */
class QueryFailed extends Error {
  override readonly name = 'QueryFailed';
}

const FAULTS = ['failed-before', 'answer-lost', 'doubled', 'delayed', 'query-failed'] as const;
const RATE = 0.04;

/**
 * Everything that happens between a step and its ports: others get a turn around every call, and by chance the call never
 * arrives, its answer is lost, it arrives twice, or it takes long. Faults stop when `heal` is called.
 */
export function faultInjector(chances: Chances) {
  let isOn = true;
  const injected = new Map<string, number>();

  async function turns(count: number): Promise<void> {
    for (let left = count; left > 0; left -= 1) await Promise.resolve();
  }

  async function call(name: string, work: () => unknown): Promise<unknown> {
    await turns(chances.below(4));
    const fault = isOn && chances.happens(RATE) ? chances.pick(FAULTS) : undefined;
    if (fault !== undefined) injected.set(fault, (injected.get(fault) ?? 0) + 1);
    if (fault === 'failed-before') throw new PortFailed(`${name} was never reached`);
    if (fault === 'query-failed') throw new QueryFailed(`${name} failed`);
    if (fault === 'delayed') await turns(chances.below(200));
    if (fault === 'doubled') await work();
    const answer = await work();
    await turns(chances.below(3));
    if (fault === 'answer-lost') throw new PortFailed(`the answer of ${name} was lost`);
    return answer;
  }

  return {
    injected,
    turns,
    /** A turn for everybody else. */
    turn: () => turns(1 + chances.below(6)),
    heal: () => {
      isOn = false;
    },
    isOn: () => isOn,
    happens: chances.happens,
    /** The port with every method behind the faults, except those that answer at once. */
    wrap<Port extends object>(port: Port, atOnce: readonly (keyof Port & string)[] = []): Port {
      return new Proxy(port, {
        get(target, name, receiver) {
          const member: unknown = Reflect.get(target, name, receiver);
          if (typeof member !== 'function' || atOnce.some((one) => one === name)) return member;
          return (...args: readonly unknown[]) => call(String(name), () => Reflect.apply(member, target, args));
        },
      });
    },
  };
}

export type FaultInjector = ReturnType<typeof faultInjector>;
