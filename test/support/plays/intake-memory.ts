import type {
  Drain,
  DrainedShard,
  DrainStore,
  FailedBatch,
  FailedBatches,
  OpenShard,
  PlayFiles,
  PlayLanding,
  PlayStream,
  SourceClaim,
  SourceClaims,
  StreamRecord,
} from '#plays/intake-ports';
import { type LandedPlay, type LandedQuarantine, sequencePosition } from '#plays/landing';
import { readRecord } from '#plays/read-play';
import { splitLines } from '#plays/split-lines';

export type LandedRow = LandedPlay | LandedQuarantine;

/** Landing objects in memory, by key; `onPut` runs around every put and may throw. */
export function memoryLanding(onPut: (put: () => void) => void = (put) => put()) {
  const objects = new Map<string, readonly LandedRow[]>();
  const landing: PlayLanding = {
    async open() {
      let added: LandedRow[] = [];
      const settled = new Map<string, readonly LandedRow[]>();
      const settle = async () => {
        for (const [key, rows] of Map.groupBy(added, (row) => row.landingObject)) settled.set(key, rows);
        added = [];
      };
      return {
        addPlays: async (rows) => void added.push(...rows),
        addQuarantined: async (rows) => void added.push(...rows),
        settle,
        async publish() {
          await settle();
          for (const [key, rows] of settled) onPut(() => objects.set(key, rows));
          return [...settled.keys()];
        },
        close: async () => undefined,
      };
    },
  };
  /** Every reading of every arrival, by its place. */
  const readings = () => Map.groupBy([...objects.values()].flat(), ({ source, position }) => `${source}/${position}`);
  return { landing, objects, readings };
}

/** Drains in memory. */
export function memoryDrains(): DrainStore {
  const drains = new Map<string, Drain>();
  const marked = new Map<string, Map<string, DrainedShard>>();
  const landed = new Map<string, Map<string, DrainedShard>>();
  const record = async (side: typeof marked, drainId: string, shard: DrainedShard) => {
    const shards = side.get(drainId) ?? new Map<string, DrainedShard>();
    side.set(drainId, shards);
    const standing = shards.get(shard.shardId);
    if (standing === undefined || sequencePosition(standing.sequenceNumber) < sequencePosition(shard.sequenceNumber))
      shards.set(shard.shardId, shard);
  };
  const list = async (side: typeof marked, drainId: string) => [...(side.get(drainId)?.values() ?? [])];
  return {
    async begin(drain) {
      const standing = drains.get(drain.drainId) ?? drain;
      drains.set(drain.drainId, standing);
      return standing;
    },
    find: async (drainId) => drains.get(drainId),
    recordMarked: (drainId, shard) => record(marked, drainId, shard),
    recordLanded: (drainId, shard) => record(landed, drainId, shard),
    marked: (drainId) => list(marked, drainId),
    landed: (drainId) => list(landed, drainId),
  };
}

/** Claims in memory. */
export function memoryClaims(): SourceClaims {
  const claims = new Map<string, SourceClaim>();
  return {
    async claim(source, { dropId, droppedAt }) {
      const standing = claims.get(source) ?? { dropId, droppedAt };
      claims.set(source, standing);
      return standing;
    },
    async complete(source, counts) {
      const standing = claims.get(source);
      if (standing !== undefined) claims.set(source, { ...standing, counts });
    },
  };
}

/** A stream of some shards in memory, whose clock the test moves. */
export function memoryStream(shardCount: number) {
  const shards = new Map<string, StreamRecord[]>();
  const open: OpenShard[] = [];
  let sequence = 10n ** 20n;
  const addShard = () => {
    const shardId = `shardId-${String(shards.size).padStart(12, '0')}`;
    shards.set(shardId, []);
    open.push({ shardId, startingHashKey: String(shards.size) });
    return shardId;
  };
  for (let index = 0; index < shardCount; index += 1) addShard();
  const put = (shardId: string, text: string, arrivedAtMs: number): DrainedShard => {
    sequence += 7n;
    const record = { shardId, sequenceNumber: String(sequence), arrivedAtMs, data: Buffer.from(text) };
    shards.get(shardId)?.push(record);
    return { shardId, sequenceNumber: record.sequenceNumber };
  };
  const recordsOf = ({ shardId, first, last }: FailedBatch) =>
    (shards.get(shardId) ?? []).filter(({ sequenceNumber }) => {
      const position = sequencePosition(sequenceNumber);
      return position >= sequencePosition(first) && position <= sequencePosition(last);
    });
  let now = 0;
  const stream: PlayStream = {
    openShards: async () => [...open],
    putOnShards: async (to, text) => to.map(({ shardId }) => put(shardId, text, now)),
    async *read(batch) {
      const records = recordsOf(batch);
      for (let start = 0; start < records.length; start += 3) yield records.slice(start, start + 3);
    },
  };
  const setNow = (milliseconds: number) => {
    now = milliseconds;
  };
  return { stream, shards, put, addShard, setNow };
}

/** The queue of given-up batches in memory; nothing that was taken comes back before all was taken once. */
export function memoryFailedBatches() {
  const waiting: { receipt: string; batch: FailedBatch; text: string }[] = [];
  const failedBatches: FailedBatches = {
    count: async () => waiting.length,
    take: async () => waiting.slice(0),
    async remove({ receipt }) {
      waiting.splice(
        waiting.findIndex((message) => message.receipt === receipt),
        1,
      );
    },
  };
  const giveUp = (batch: FailedBatch) => {
    const text = `${batch.shardId} ${batch.first} ${waiting.length}`;
    waiting.push({ receipt: text, batch, text });
  };
  return { failedBatches, giveUp };
}

/** Files of text in memory, by archive key. */
export function memoryPlayFiles(files: Readonly<Record<string, string>>): PlayFiles {
  return {
    async *read({ archiveKey }) {
      const bytes = async function* () {
        yield Buffer.from(files[archiveKey] ?? '');
      };
      for await (const lines of splitLines(bytes(), 1000))
        yield lines.map((line) => ({ line: line.line, ...readRecord(line.bytes) }));
    },
  };
}
