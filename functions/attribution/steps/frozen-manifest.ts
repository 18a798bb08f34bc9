import type { ClosedPeriod, ClosedPeriods, LakeDocuments } from '#attribution/ports';
import { type InputManifest, parseManifest } from '#attribution/sealed-inputs';
import { sha256Hex } from '#kernel/digest';
import { RoyaltyError } from '#kernel/errors';

/** Somebody asks to attribute a period that no freeze fixed, or whose manifest is not the one that the freeze fixed. */
export class PeriodNotFrozen extends RoyaltyError {
  override readonly name = 'PeriodNotFrozen';
}

export type FoundManifest =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'not-frozen'; readonly state: string }
  | { readonly kind: 'tampered'; readonly closed: ClosedPeriod; readonly detail: string }
  | { readonly kind: 'found'; readonly closed: ClosedPeriod; readonly manifest: InputManifest };

/** The manifest that the freeze of a period fixed, proven by its hash. */
export async function findFrozenManifest(
  periodId: string,
  { closedPeriods, documents }: { readonly closedPeriods: ClosedPeriods; readonly documents: LakeDocuments },
): Promise<FoundManifest> {
  const closed = await closedPeriods.find(periodId);
  if (closed === undefined) return { kind: 'unknown' };
  if (!('inputManifestHash' in closed)) return { kind: 'not-frozen', state: closed.state };
  const { inputManifestKey: key, inputManifestHash: expected } = closed;
  const text = await documents.get(key);
  if (text === undefined) return { kind: 'tampered', closed, detail: `${key} is gone from the lake` };
  const hash = sha256Hex(text);
  if (hash !== expected)
    return {
      kind: 'tampered',
      closed,
      detail: `${key} has SHA-256 ${hash}; the freeze of ${periodId} holds ${expected}`,
    };
  return { kind: 'found', closed, manifest: parseManifest(text) };
}

/** The same for a step of the close, which only runs on a frozen period. Throws `PeriodNotFrozen`. */
export async function requireFrozenManifest(
  periodId: string,
  ports: { readonly closedPeriods: ClosedPeriods; readonly documents: LakeDocuments },
): Promise<{ readonly closed: ClosedPeriod; readonly manifest: InputManifest }> {
  const found = await findFrozenManifest(periodId, ports);
  if (found.kind === 'found') return found;
  if (found.kind === 'tampered') throw new PeriodNotFrozen(found.detail);
  const state = found.kind === 'unknown' ? 'unknown' : found.state;
  throw new PeriodNotFrozen(`${periodId} is ${state}; only a FROZEN period is attributed`);
}
