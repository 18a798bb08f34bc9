import { describe, expect, it } from 'vitest';
import { instantOf } from '#kernel/time/clock';
import type { FailedBatch, StreamRecord } from '#plays/intake-ports';
import { sequencePosition } from '#plays/landing';
import { checkDrain } from '#plays/steps/check-drain';
import { landRecords } from '#plays/steps/land-records';
import { redrivePlays } from '#plays/steps/redrive-plays';
import { startDrain } from '#plays/steps/start-drain';
import { memoryBucket, memoryDrops } from '#test/support/drop-memory';
import { seededRandom } from '#test/support/ledger/faulty-client';
import { memoryDrains, memoryFailedBatches, memoryLanding, memoryStream } from '#test/support/plays/intake-memory';
import { aPlayRecord, at } from '#test/support/plays/play-builders';

const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 300);
const START = at('2025-04-30T23:50:00Z');
const RECORDS = 60;
const RETRIES_MAX = 3;

/** One history of a stream: puts, faults, halved batches, given-up batches, a split, a drain, redrives. */
async function simulate(seed: number) {
  const random = seededRandom(seed);
  const chance = (part: number) => random() < part;
  let isHealthy = false;
  const lake = memoryLanding((put) => {
    if (!isHealthy && chance(0.25)) throw new Error('before the put');
    put();
    if (!isHealthy && chance(0.15)) throw new Error('after the put');
  });
  const drains = memoryDrains();
  const { stream, shards, put, addShard, setNow } = memoryStream(2);
  const { failedBatches, giveUp } = memoryFailedBatches();
  const ports = { landing: lake.landing, drains };
  const drops = memoryDrops();
  const drainPorts = { drains, stream, failedBatches, listDrops: drops.list, records: drops.records };
  const check = () => checkDrain('d', { ...drainPorts, bucket: memoryBucket().bucket });
  const done = new Map<string, number>();
  let before: readonly StreamRecord[] = [];
  let puts = 0;
  const clock = { now: () => instantOf(START + puts * 20_000) };
  const putOne = () => {
    const shardId = [...shards.keys()][Math.floor(random() * shards.size)] ?? '';
    const record = chance(0.2) ? 'broken' : JSON.stringify(aPlayRecord({ play_id: `p${Math.floor(random() * 40)}` }));
    put(shardId, record, START + puts * 20_000);
    puts += 1;
    setNow(START + puts * 20_000);
  };

  /** A batch as Lambda delivers it: again on failure, halved when the function dies, given up in the end. */
  const deliver = async (records: readonly StreamRecord[], attempt: number): Promise<void> => {
    const dies = !isHealthy && chance(0.2);
    const outcome = await landRecords(dies ? records.slice(0, Math.floor(random() * records.length)) : records, ports);
    // Between two tries is where a marker that is recorded too early would show.
    await assertDrained();
    const from = dies ? records[0]?.sequenceNumber : outcome.failed?.sequenceNumber;
    if (from === undefined) return;
    const rest = records.slice(records.findIndex(({ sequenceNumber }) => sequenceNumber === from));
    const [first, last] = [rest[0], rest.at(-1)];
    if (first === undefined || last === undefined) return;
    if (attempt === RETRIES_MAX)
      return giveUp({
        shardId: first.shardId,
        first: first.sequenceNumber,
        last: last.sequenceNumber,
        records: rest.length,
      } satisfies FailedBatch);
    const middle = dies && rest.length > 1 ? Math.ceil(rest.length / 2) : rest.length;
    await deliver(rest.slice(0, middle), attempt + 1);
    if (middle < rest.length) await deliver(rest.slice(middle), attempt + 1);
  };
  const pollOne = async () => {
    const shardId = [...shards.keys()][Math.floor(random() * shards.size)] ?? '';
    const from = done.get(shardId) ?? 0;
    const batch = (shards.get(shardId) ?? []).slice(from, from + 1 + Math.floor(random() * 12));
    if (batch.length === 0) return;
    await deliver(batch, 0);
    done.set(shardId, from + batch.length);
  };
  /** What a drain promises: once it is done, everything that stood before a marker is in the lake. */
  const assertDrained = async () => {
    if (before.length === 0 || !(await check()).isDrained) return false;
    const readings = lake.readings();
    for (const { shardId, sequenceNumber } of before)
      expect(readings.has(`${shardId}/${sequencePosition(sequenceNumber)}`), `seed ${seed}`).toBe(true);
    return true;
  };

  for (let step = 0; step < RECORDS; step += 1) {
    putOne();
    if (chance(0.5)) await pollOne();
    if (chance(0.05)) await redrivePlays({ ...ports, stream, failedBatches });
  }
  if (chance(0.3)) addShard();
  before = [...shards.values()].flat();
  await startDrain({ drainId: 'd', cutoffAt: instantOf(START + 86_400_000) }, { clock, drains, stream });
  if (chance(0.5)) await startDrain({ drainId: 'd', cutoffAt: instantOf(START) }, { clock, drains, stream });
  if (chance(0.3)) addShard();
  for (let step = 0; step < 20; step += 1) {
    if (chance(0.5)) putOne();
    await pollOne();
    await assertDrained();
  }
  isHealthy = true;
  let isDrained = false;
  for (let round = 0; round < 200 && !isDrained; round += 1) {
    await pollOne();
    if (round % 10 === 0) await redrivePlays({ ...ports, stream, failedBatches });
    isDrained = await assertDrained();
  }
  expect(isDrained, `seed ${seed}`).toBe(true);
  return { lake, before };
}

describe('the intake of the stream under faults', () => {
  it(`loses nothing, doubles nothing and drains truly, over ${SEEDS} histories`, async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { lake, before } = await simulate(seed);

      const readings = lake.readings();
      for (const record of before) {
        const text = Buffer.from(record.data).toString();
        const place = `${record.shardId}/${sequencePosition(record.sequenceNumber)}`;
        const rows = readings.get(place) ?? [];
        expect(rows.length, `seed ${seed}, ${place}`).toBeGreaterThan(0);
        // However often it was read, it says the same.
        for (const { landingObject: _, ...row } of rows)
          expect(row, `seed ${seed}, ${place}`).toMatchObject({
            ingestedAtMs: record.arrivedAtMs,
            playId: text === 'broken' ? null : JSON.parse(text).play_id,
          });
      }
    }
  });
});
