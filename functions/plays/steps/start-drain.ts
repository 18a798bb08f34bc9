import type { Clock, Instant } from '#kernel/time/clock';
import { drainMarkerText } from '#plays/drain-marker';
import type { Drain, DrainStore, PlayStream } from '#plays/intake-ports';

export interface StartDrainPorts {
  readonly clock: Clock;
  readonly drains: DrainStore;
  readonly stream: PlayStream;
}

/**
 * Puts a marker behind everything that each shard has taken so far (R3). Repeated, it is the same drain; a marker put
 * twice only means that the later one is waited for.
 */
export async function startDrain(
  { drainId, cutoffAt }: { readonly drainId: string; readonly cutoffAt: Instant },
  { clock, drains, stream }: StartDrainPorts,
): Promise<Drain> {
  const drain = await drains.begin({ drainId, cutoffAt, startedAt: clock.now() });
  const marked = new Set((await drains.marked(drainId)).map(({ shardId }) => shardId));
  const unmarked = (await stream.openShards()).filter(({ shardId }) => !marked.has(shardId));
  const put = await stream.putOnShards(unmarked, drainMarkerText({ drainId }));
  for (const shard of put) await drains.recordMarked(drainId, shard);
  return drain;
}
