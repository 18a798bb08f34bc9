import { createHash } from 'node:crypto';

/** What groups the lines of a report: an artist's releases by artist, a label's by label. */
export type BatchKey =
  | { readonly kind: 'artist'; readonly artist: string }
  | { readonly kind: 'label'; readonly label: string };

export interface BatchedRelease {
  /** `artist` or `label`. */
  readonly releaseType: string;
  readonly artist: string;
  readonly label: string;
}

/** The batch that a release's lines belong to; a label release without a label falls back on its artist. */
export function batchKeyOf({ releaseType, artist, label }: BatchedRelease): BatchKey {
  return releaseType === 'label' && label.trim() !== '' ? { kind: 'label', label } : { kind: 'artist', artist };
}

/**
 * The id of a batch within a provider's period. It is derived from what it groups, so a second report of the period
 * finds the batch that exists. Names compare without case and repeated spaces.
 */
export function batchIdOf(within: { readonly provider: string; readonly period: string }, key: BatchKey): string {
  const name = key.kind === 'label' ? key.label : key.artist;
  const text = [within.provider, within.period, key.kind, normalName(name)].join('\n');
  return `b_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

const normalName = (name: string) => name.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();
