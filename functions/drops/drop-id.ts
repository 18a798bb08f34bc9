import { createHash } from 'node:crypto';
import type { DroppedObject } from '#drops/drop';

/** One id for one write of an object: the same event delivered three times is one drop, a second upload is another. */
export function dropIdOf({ key, etag, sequencer }: Pick<DroppedObject, 'key' | 'etag' | 'sequencer'>): string {
  const digest = createHash('sha256').update(`${key}\n${etag}\n${sequencer}`).digest('hex');
  return `d_${digest.slice(0, 32)}`;
}
