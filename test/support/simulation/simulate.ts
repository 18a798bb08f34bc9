import { replayPeriod } from '#attribution/steps/replay-period';
import type { CloseExecution, CloseExecutions } from '#close/ports';
import { approvePeriod } from '#close/steps/approve-period';
import { takeRevenueNews } from '#close/steps/confirm-revenue';
import { recordCloseFault } from '#close/steps/record-close-fault';
import { startClose } from '#close/steps/start-close';
import type { DistributionPolicy } from '#kernel/market/distribution-policy';
import { instantOf } from '#kernel/time/clock';
import { abandonCompaction } from '#plays/steps/abandon-compaction';
import { beginCompaction } from '#plays/steps/begin-compaction';
import { compactPlays } from '#plays/steps/compact-plays';
import { landRecords } from '#plays/steps/land-records';
import { registerRun } from '#plays/steps/register-run';
import { executeClose, type Machine } from '#test/support/simulation/close-execution';
import { chancesOf, faultInjector } from '#test/support/simulation/faults';
import { type Broken, memoryPlatform } from '#test/support/simulation/platform';
import { DAY_MS, randomWorld, type World } from '#test/support/simulation/random-world';

/** The process behind an execution is gone; nobody catches it, nothing is recorded. */
class Stopped extends Error {}

const NOT_RETRIED = new Set(['BrokenInvariant', 'CutoffTooEarly', 'SealDiffers', 'SealConflict', 'SealNotProven']);
const ATTEMPTS_MAX = 4;
const ROUNDS_MAX = 60;
/** Few enough runs for some to be merged in a world of some seventy plays. */
const LIMITS = { objectsMax: 20_000, hoursMax: 500, mergedRuns: 4 };

/** A world lived through by the real steps, and what stands at its end. */
export type Lived = Awaited<ReturnType<typeof simulate>>;

/** Lives through the world of a seed: its closes interleave, and every port may fail, be doubled or take long. */
export async function simulate(seed: number, broke: Broken = {}) {
  const world: World = randomWorld(seed);
  const chances = chancesOf(seed ^ 0x5eed);
  const faults = faultInjector(chances);
  const running = new Map<string, { isStopped: boolean }>();
  const begun = new Set<string>();
  const woken = new Set<string>();
  const broken: string[] = [];
  const refused = new Set<string>();
  let isEnded = false;

  const nameOf = ({ periodId, attempt }: CloseExecution) => `${periodId}-${attempt}`;
  const executions: CloseExecutions = {
    async start(execution) {
      const name = nameOf(execution);
      if (begun.has(name)) return;
      begun.add(name);
      running.set(name, { isStopped: false });
      void execute(execution).finally(() => running.delete(name));
    },
    isRunning: async (execution) => running.has(nameOf(execution)),
    wake: async (token) => void woken.add(token),
  };
  const platform = memoryPlatform(world, faults, executions, broke);
  const { clock, close } = platform;

  async function execute(execution: CloseExecution): Promise<void> {
    try {
      await executeClose(machineOf(execution), platform, execution);
    } catch (error) {
      if (error instanceof Stopped) return;
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      if (NOT_RETRIED.has(name) || error instanceof TypeError) broken.push(`${nameOf(execution)}: ${name}: ${message}`);
      const fault = { error: name, cause: message };
      await retried(() => recordCloseFault(close, { ...execution, fault })).catch(() => undefined);
    }
  }

  function machineOf(execution: CloseExecution): Machine {
    const name = nameOf(execution);
    let tokens = 0;
    const alive = () => {
      if (isEnded || running.get(name)?.isStopped !== false) throw new Stopped();
    };
    const until: Machine['until'] = async (isTrue) => {
      for (alive(); !isTrue(); alive()) await faults.turn();
    };
    const task: Machine['task'] = async (step) => {
      alive();
      // A call that timed out goes on beside the one that replaces it.
      if (faults.isOn() && chances.happens(0.05)) void step().catch(noteBroken);
      return retried(step, alive);
    };
    return {
      task,
      until,
      async waiting(step) {
        for (;;) {
          tokens += 1;
          const [token, since] = [`${name}/${tokens}`, Date.parse(clock.now())];
          await task(() => step(token));
          await until(() => woken.has(token) || Date.parse(clock.now()) > since + DAY_MS);
          if (woken.has(token)) return;
        }
      },
      compact: () => compact(name, alive),
    };
  }

  function noteBroken(error: unknown): void {
    if (error instanceof Error && NOT_RETRIED.has(error.name)) broken.push(`a late call: ${error.message}`);
  }

  /** Step Functions' Retry: again, a few times, unless the error says that it never helps. */
  async function retried<Answer>(step: () => Promise<Answer>, alive: () => void = () => undefined): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await step();
      } catch (error) {
        if (!(error instanceof Error) || NOT_RETRIED.has(error.name) || error instanceof TypeError) throw error;
        if (attempt === ATTEMPTS_MAX) throw error;
      }
      await faults.turn();
      alive();
    }
  }

  /** The states of `compact-plays`. */
  async function compact(holder: string, alive: () => void): Promise<void> {
    const ports = platform.compaction;
    for (;;) {
      alive();
      const begin = await retried(() => beginCompaction(holder, ports, LIMITS), alive);
      if (begin.kind === 'idle') return;
      if (begin.kind === 'busy') {
        await faults.turns(10);
        continue;
      }
      try {
        await retried(() => compactPlays(begin.run, ports), alive);
        await retried(() => registerRun(begin.run, ports), alive);
        if (!begin.hasMore) return;
      } catch (error) {
        if (error instanceof Stopped) throw error;
        noteBroken(error);
        await retried(() => abandonCompaction(begin.run, ports), alive);
      }
    }
  }

  const read = new Map<string, number>();
  /** Lambda's poller: a batch of a shard, again from where it failed. */
  async function deliver(): Promise<void> {
    const { shards } = platform.inside.stream;
    const [shardId, records] = [...shards][chances.below(shards.size)] ?? ['', []];
    const from = read.get(shardId) ?? 0;
    const batch = records.slice(from, from + 1 + chances.below(12));
    const dies = faults.isOn() && chances.happens(0.1);
    const outcome = await landRecords(dies ? batch.slice(0, chances.below(batch.length)) : batch, platform.landing);
    if (dies) return;
    const failed = batch.findIndex(({ sequenceNumber }) => sequenceNumber === outcome.failed?.sequenceNumber);
    read.set(shardId, from + (failed < 0 ? batch.length : failed));
  }

  async function inBackground(work: () => Promise<void>, pauseMax: number): Promise<void> {
    while (!isEnded) {
      await faults.turns(5 + chances.below(pauseMax));
      await work().catch((error: unknown) => {
        if (error instanceof TypeError) throw error;
        if (!(error instanceof Stopped)) noteBroken(error);
      });
    }
  }

  function stopAtEnd(): void {
    if (isEnded) throw new Stopped();
  }

  async function ask(periodId: string, policy?: DistributionPolicy): Promise<void> {
    const asked = await retried(() => startClose(close, { periodId, policy, subject: 'ops' })).catch(() => undefined);
    if (asked === undefined || !('kind' in asked)) return;
    if (asked.code === 'later-period-frozen') refused.add(periodId);
    else if (asked.code !== 'closing-otherwise') broken.push(asked.detail);
  }

  async function approveAll(): Promise<void> {
    for (const periodId of world.periodIds) {
      const { posting, approval } = (await platform.inside.periods.find(periodId)) ?? {};
      if (posting?.provenAt === undefined || approval !== undefined) continue;
      const { digest } = posting;
      await retried(() => approvePeriod(close, { periodId, digest, subject: 'approver' })).catch(() => undefined);
    }
  }

  async function moveTo(atMs: number): Promise<void> {
    clock.moveTo(instantOf(atMs));
    platform.inside.stream.setNow(atMs);
    await faults.turns(chances.below(60));
    if (faults.isOn() && chances.happens(0.03)) {
      const victim = [...running.values()][chances.below(running.size)];
      if (victim !== undefined) victim.isStopped = true;
      for (const [name, { isStopped }] of running) if (isStopped) running.delete(name);
    }
  }

  void inBackground(deliver, 80);
  void inBackground(() => compact(`hourly-${chances.below(1_000_000)}`, stopAtEnd), 400);
  for (const event of eventsOf(world)) {
    await moveTo(event.atMs);
    if (event.kind === 'play') {
      const shard = `shardId-${String(chances.below(2)).padStart(12, '0')}`;
      platform.inside.stream.put(shard, JSON.stringify(event.record), event.atMs);
    } else if (event.kind === 'revenue') {
      await platform.dropRevenue(event.periodId, event.rows);
      await retried(() => takeRevenueNews(close, event.periodId)).catch(() => undefined);
    } else await ask(event.periodId, event.policy);
    if (chances.happens(0.1)) await approveAll();
  }

  const isSettled = async (periodId: string) =>
    refused.has(periodId) || (await platform.inside.periods.find(periodId))?.state === 'PAID';
  let now = Date.parse(clock.now());
  let unsettled: readonly string[] = world.periodIds;
  for (let round = 0; round < ROUNDS_MAX && unsettled.length > 0; round += 1) {
    if (round === 3) faults.heal();
    now += 2 * DAY_MS;
    await moveTo(now);
    for (const periodId of unsettled) await ask(periodId);
    await faults.turns(1500);
    await approveAll();
    const settled = await Promise.all(unsettled.map(isSettled));
    unsettled = unsettled.filter((_, index) => !settled[index]);
  }
  faults.heal();
  isEnded = true;
  broken.push(...unsettled.map((periodId) => `${periodId} never came to an end`));
  const periods = (await Promise.all(world.periodIds.map((id) => platform.inside.periods.find(id)))).filter(
    (period) => period !== undefined,
  );
  const replays = await Promise.all(
    periods
      .filter(({ freeze }) => freeze !== undefined)
      .map(({ periodId }) => replayPeriod({ periodId, id: 'end' }, platform.attribution)),
  );
  return { world, platform, broken, periods, replays, injected: faults.injected };
}

function eventsOf(world: World) {
  return [
    ...world.sent.map((play) => ({ kind: 'play' as const, ...play })),
    ...world.revenue.map((drop) => ({ kind: 'revenue' as const, ...drop })),
    ...world.asks.map((asked) => ({ kind: 'ask' as const, ...asked })),
  ].sort((left, right) => left.atMs - right.atMs);
}
