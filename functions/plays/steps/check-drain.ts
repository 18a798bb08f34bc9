import type { DropKind } from '#drops/drop';
import { kindOf } from '#drops/drop-kind';
import type { DropRecords, DropsBucket, ListDrops } from '#drops/ports';
import { RoyaltyError } from '#kernel/errors';
import { type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';
import { drainMarkerText } from '#plays/drain-marker';
import type { Drain, DrainStore, FailedBatches, PlayStream } from '#plays/intake-ports';
import { sequencePosition } from '#plays/landing';

export interface CheckDrainPorts {
  readonly drains: DrainStore;
  readonly stream: PlayStream;
  readonly failedBatches: Pick<FailedBatches, 'count'>;
  readonly listDrops: ListDrops;
  readonly bucket: Pick<DropsBucket, 'listAll'>;
  readonly records: Pick<DropRecords, 'findAccepted'>;
}

export interface DrainState {
  readonly isDrained: boolean;
  /** What is waited for, for people: `shard shardId-000000000001`, `drop d_…`, … at most ten of a kind. */
  readonly waitingFor: readonly string[];
}

/** Nobody started this drain. */
export class DrainUnknown extends RoyaltyError {
  override readonly name = 'DrainUnknown';
}

const PLAY_KINDS: ReadonlySet<DropKind> = new Set(['plays', 'plays-archive']);
const PREFIXES = ['plays/', 'plays-archive/'];
/** Older drops have ended, and the hourly sweep has looked at older objects. */
const DROPS_WINDOW_MS = 7 * 86_400_000;
const DROPS_PAGE = 500;
const NAMED_MAX = 10;

/**
 * Whether everything that reached us before the cutoff is in the lake (R3): every open shard's marker has landed, Lambda
 * has given up no batch, and no file of plays that was dropped before the cutoff is unread or being read.
 */
export async function checkDrain(drainId: string, ports: CheckDrainPorts): Promise<DrainState> {
  const drain = await ports.drains.find(drainId);
  if (drain === undefined) throw new DrainUnknown(`${drainId} names no drain; StartDrain answers with the id of one`);
  const waits = await Promise.all([
    undrainedShards(drain, ports),
    failedBatches(ports),
    unendedDrops(drain, ports),
    unacceptedObjects(drain, ports),
  ]);
  const waitingFor = waits.flatMap((kind) => kind.slice(0, NAMED_MAX));
  return { isDrained: waitingFor.length === 0, waitingFor };
}

/** A shard that opened since the start, by a split or a merge, gets a marker of its own. */
async function undrainedShards({ drainId }: Drain, { drains, stream }: CheckDrainPorts): Promise<readonly string[]> {
  const [open, before, landed] = await Promise.all([
    stream.openShards(),
    drains.marked(drainId),
    drains.landed(drainId),
  ]);
  const unmarked = open.filter(({ shardId }) => !before.some((shard) => shard.shardId === shardId));
  const put = await stream.putOnShards(unmarked, drainMarkerText({ drainId }));
  for (const shard of put) await drains.recordMarked(drainId, shard);
  const reached = new Map(landed.map((shard) => [shard.shardId, sequencePosition(shard.sequenceNumber)]));
  return [...before, ...put]
    .filter(({ shardId, sequenceNumber }) => (reached.get(shardId) ?? '') < sequencePosition(sequenceNumber))
    .map(({ shardId }) => `shard ${shardId}`);
}

async function failedBatches({ failedBatches }: CheckDrainPorts): Promise<readonly string[]> {
  const count = await failedBatches.count();
  return count === 0 ? [] : [`${count} batches that Lambda gave up; invoke RedrivePlays`];
}

async function unendedDrops({ cutoffAt }: Drain, { listDrops }: CheckDrainPorts): Promise<readonly string[]> {
  const from = windowStart(cutoffAt);
  const waiting: string[] = [];
  for (const prefix of PREFIXES) {
    for (let after: string | undefined, isDone = false; !isDone; ) {
      const { drops, nextAfter } = await listDrops({ prefix, limit: DROPS_PAGE, after });
      for (const { dropId, kind, status, droppedAt } of drops) {
        const isUnended = status === 'accepted' || status === 'processing';
        if (PLAY_KINDS.has(kind) && isUnended && droppedAt < cutoffAt) waiting.push(`drop ${dropId}`);
      }
      after = nextAfter;
      isDone = nextAfter === undefined || (drops.at(-1)?.droppedAt ?? '') < from;
    }
  }
  return waiting;
}

/** Files whose event is still under way between bucket and register. */
async function unacceptedObjects(
  { cutoffAt }: Drain,
  { bucket, records }: CheckDrainPorts,
): Promise<readonly string[]> {
  const from = windowStart(cutoffAt);
  const waiting: string[] = [];
  for (const prefix of PREFIXES) {
    for await (const page of bucket.listAll(prefix)) {
      const due = page.filter(
        (object) => object.modifiedAt >= from && object.modifiedAt < cutoffAt && kindOf(object).kind !== 'folder',
      );
      const accepted = await records.findAccepted(due);
      const known = new Set(accepted.map(({ key, etag }) => `${key}\n${etag}`));
      for (const { key, etag } of due) if (!known.has(`${key}\n${etag}`)) waiting.push(`object ${key}`);
    }
  }
  return waiting;
}

function windowStart(cutoffAt: Instant): Instant {
  return instantOf(millisecondsOf(cutoffAt) - DROPS_WINDOW_MS);
}
