import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetRecordsCommand, GetShardIteratorCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Period } from '#close/period';
import type { PeriodRegister } from '#close/ports';
import type { Faults } from '#infra/local/functions/faults';
import type { LocalCloud } from '#infra/local/local-cloud';
import { BrokenInvariant } from '#kernel/errors';
import { instantOf } from '#kernel/time/clock';
import { sequencePosition } from '#plays/landing';
import { closeDesk } from '#test/support/close-desk';
import { clientOptions } from '#test/support/local-cloud';
import { streamDesk } from '#test/support/plays/stream-desk';
import { CLOUD_START, cloudFiles } from '#test/support/simulation/cloud-world';
import type { SentArrival } from '#test/support/simulation/expected-months';
import type { Chances } from '#test/support/simulation/faults';
import type { RevenueRow, SentPlay, World } from '#test/support/simulation/random-world';

const SLOT_MS = 15 * 60_000;
const ROUNDS_MAX = 12;
const FAULTY_ROUNDS = 3;
const HOUR_MS = 3_600_000;

/** Functions die by chance: before and after they ran, and around every request that they send, until `heal`. */
export function cloudFaults(chances: Chances) {
  let isOn = true;
  const injected = new Map<string, number>();
  const strike = (kind: string, rate: number) => () => {
    if (!isOn || !chances.happens(rate)) return;
    injected.set(kind, (injected.get(kind) ?? 0) + 1);
    throw new Error(`struck ${kind}`);
  };
  const faults: Faults = {
    beforeInvoke: strike('before a call', 0.01),
    afterInvoke: strike('after a call', 0.01),
    beforeRequest: strike('before a request', 0.002),
    afterRequest: strike('after a request', 0.002),
  };
  return {
    faults,
    injected,
    chances,
    isOn: () => isOn,
    heal: () => {
      isOn = false;
    },
  };
}

/** A world's plays, drops, asks and approvals in a cloud whose functions die; ends when every month is paid. */
export async function liveInCloud(
  world: World,
  cloud: LocalCloud,
  { register, faults }: { readonly register: PeriodRegister; readonly faults: ReturnType<typeof cloudFaults> },
) {
  const desk = closeDesk(cloud);
  const { kinesis } = streamDesk(cloud);
  const states = new SFNClient(clientOptions(cloud));
  const control = new DynamoDBClient(clientOptions(cloud));
  const startMs = Date.parse(CLOUD_START);
  const archived = world.sent.filter(({ atMs }) => atMs < startMs);
  const arrivals = archived.map((play, index) => arrivalOf(play, { source: '', position: index, atMs: play.atMs }));
  const said = new Map<string, readonly RevenueRow[]>();

  for (const [prefix, body] of [
    ['rights', cloudFiles.rights(world)],
    ['weights', cloudFiles.weights(world)],
    ['fraud', cloudFiles.flagged(world)],
    ['plays-archive', cloudFiles.archive(archived)],
  ] as const)
    await insistOnDrop(`${prefix}/april`, body);

  for (const [slot, events] of Map.groupBy(eventsOf(world, startMs), ({ atMs }) => Math.floor(atMs / SLOT_MS))) {
    await cloud.advanceClock(instantOf(slot * SLOT_MS));
    await send(events.flatMap((event) => (event.kind === 'play' ? [event] : [])));
    for (const event of events)
      if (event.kind === 'revenue') await sayRevenue(event);
      else if (event.kind === 'ask') await ask(event.periodId, event.policy);
    if (faults.isOn() && faults.chances.happens(0.5)) await stopOne();
    if (faults.chances.happens(0.3)) await approveAll();
  }
  for (let round = 0; ; round += 1) {
    const open = (await standing()).filter((period) => period?.state !== 'PAID');
    if (open.length === 0) break;
    if (round === FAULTY_ROUNDS) faults.heal();
    if (round === ROUNDS_MAX)
      throw new BrokenInvariant(`Not paid after ${round} rounds: ${open.map(whyOpen).join('; ')}`);
    for (const periodId of world.periodIds)
      if (open.some((period) => period === undefined || period.periodId === periodId)) await ask(periodId);
    await cloud.untilIdle();
    await sayAgain();
    await cloud.advanceClock(instantOf(cloud.context.clock.now() + HOUR_MS));
    await cloud.untilIdle();
    await approveAll();
    await cloud.untilIdle();
  }
  faults.heal();
  states.destroy();
  return { desk, arrivals: arrivals.filter((arrival) => arrival !== undefined), revenueOf };

  async function standing(): Promise<readonly (Period | undefined)[]> {
    return await Promise.all(world.periodIds.map((periodId) => register.find(periodId)));
  }

  /** Puts plays on the stream and reads back when and where each arrived. */
  async function send(plays: readonly SentPlay[]): Promise<void> {
    if (plays.length === 0) return;
    const Records = plays.map(({ record }) => ({
      Data: Buffer.from(JSON.stringify(record)),
      PartitionKey: record.user_id,
    }));
    const { Records: put = [] } = await kinesis.send(new PutRecordsCommand({ StreamName: 'royalty-plays', Records }));
    const arrivedAt = new Map<string, number>();
    for (const { ShardId, SequenceNumber } of put) {
      const first = await kinesis.send(
        new GetShardIteratorCommand({
          StreamName: 'royalty-plays',
          ShardId,
          ShardIteratorType: 'AT_SEQUENCE_NUMBER',
          StartingSequenceNumber: SequenceNumber,
        }),
      );
      const { Records: [found] = [] } = await kinesis.send(
        new GetRecordsCommand({ ShardIterator: first.ShardIterator, Limit: 1 }),
      );
      if (found?.SequenceNumber !== SequenceNumber) throw new BrokenInvariant(`${SequenceNumber} is not in the stream`);
      arrivedAt.set(`${SequenceNumber}`, found?.ApproximateArrivalTimestamp?.getTime() ?? 0);
    }
    for (const [index, play] of plays.entries()) {
      const { ShardId: source = '', SequenceNumber: sequence = '' } = put[index] ?? {};
      arrivals.push(arrivalOf(play, { source, position: sequence, atMs: arrivedAt.get(sequence) ?? 0 }));
    }
  }

  async function sayRevenue(drop: World['revenue'][number]): Promise<void> {
    const key = `revenue/${drop.periodId}-${said.size + 1}.csv`;
    said.set(key, drop.rows);
    await desk.put(key, cloudFiles.revenue(world, drop));
  }

  /** Whoever waits for revenue though it was said gets it once more: its drop died with its functions. */
  async function sayAgain(): Promise<void> {
    for (const drop of world.revenue)
      if ((await register.find(drop.periodId))?.waitingFor?.for === 'revenue') await sayRevenue(drop);
  }

  /** The rows of a version. Which drop made it is read, not guessed: two of one quarter of an hour may come into force in either order. */
  async function revenueOf(periodId: string, version: number): Promise<readonly RevenueRow[]> {
    const sk = `V#${String(version).padStart(10, '0')}`;
    const key = marshall({ pk: `REVENUE#${periodId}`, sk });
    const { Item } = await control.send(new GetItemCommand({ TableName: 'royalty-control', Key: key }));
    const dropId = Item?.['drop_id']?.S;
    const made = (await desk.list(`revenue/${periodId}`)).find(({ drop_id }) => drop_id === dropId);
    return said.get(made?.key ?? '') ?? [];
  }

  async function ask(periodId: string, policy?: string): Promise<void> {
    await desk.close(periodId, policy ?? (await register.find(periodId))?.policy).catch(() => undefined);
  }

  async function approveAll(): Promise<void> {
    for (const period of await standing()) {
      if (period?.posting?.provenAt === undefined || period.approval !== undefined) continue;
      const { digest } = period.posting;
      await desk
        .post(`/v1/periods/${period.periodId}/approve`, { digest }, { role: 'approver' })
        .catch(() => undefined);
    }
  }

  /** Somebody stops the execution of a close; what it called goes on. */
  async function stopOne(): Promise<void> {
    const closing = (await standing()).filter((period) => period !== undefined && period.attempt > 0);
    const victim = closing[faults.chances.below(closing.length)];
    if (victim === undefined || victim.state === 'PAID') return;
    const executionArn = `arn:aws:states:us-east-1:000000000000:execution:close-period:${victim.periodId}-${victim.attempt}`;
    faults.injected.set('stopped', (faults.injected.get('stopped') ?? 0) + 1);
    await states.send(new StopExecutionCommand({ executionArn })).catch(() => undefined);
  }

  async function insistOnDrop(name: string, body: string): Promise<void> {
    for (let time = 1; time <= 5; time += 1) {
      const ending = name.startsWith('plays') ? 'ndjson' : 'csv';
      const dropped = await desk.drop(`${name}-${time}.${ending}`, body).catch(() => undefined);
      // A duplicate of one that was taken although its answer was lost.
      if (dropped?.status === 'completed' || dropped?.status === 'duplicate') return;
      if (dropped?.errors.some(({ code }) => code.startsWith('bad_')) === true)
        throw new BrokenInvariant(JSON.stringify(dropped.errors));
    }
    throw new BrokenInvariant(`${name} was dropped in vain`);
  }
}

function whyOpen(period: Period | undefined): string {
  return period === undefined
    ? 'a month that was never opened'
    : `${period.periodId} is ${period.state}, attempt ${period.attempt}, waits for ${JSON.stringify(period.waitingFor)}`;
}

function arrivalOf(
  { record, isValid }: SentPlay,
  { source, position, atMs }: { readonly source: string; readonly position: number | string; readonly atMs: number },
): SentArrival | undefined {
  if (!isValid) return undefined;
  return {
    playId: record.play_id,
    source,
    position: sequencePosition(String(position)),
    ingestedAtMs: atMs,
    contentHash: JSON.stringify(record),
    countryId: record.country_id,
    playedAtMs: record.played_at_ms,
    record,
  };
}

function eventsOf(world: World, startMs: number) {
  return [
    ...world.sent.filter(({ atMs }) => atMs >= startMs).map((play) => ({ kind: 'play' as const, ...play })),
    ...world.revenue.map((drop) => ({ kind: 'revenue' as const, ...drop })),
    ...world.asks.map((asked) => ({ kind: 'ask' as const, ...asked })),
  ].sort((one, other) => one.atMs - other.atMs);
}
