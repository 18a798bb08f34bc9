import { z } from 'zod';

/**
 * A record that the close puts on every shard: once it has landed, so has everything that the shard took before it (R3).
 * It is no play and is ignored by whoever does not look for it.
 */
export interface DrainMarker {
  readonly drainId: string;
}

const markerRecord = z.strictObject({ drain_marker: z.string().min(1).max(128) });

/** Reads a parsed record as a marker; `undefined` when it is anything else. */
export function drainMarkerOf(record: unknown): DrainMarker | undefined {
  if (typeof record !== 'object' || record === null || !('drain_marker' in record)) return undefined;
  const parsed = markerRecord.safeParse(record);
  return parsed.success ? { drainId: parsed.data.drain_marker } : undefined;
}

/** The marker as it stands on the stream. */
export function drainMarkerText({ drainId }: DrainMarker): string {
  return JSON.stringify({ drain_marker: drainId } satisfies z.input<typeof markerRecord>);
}
