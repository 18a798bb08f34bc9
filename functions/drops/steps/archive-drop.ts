import { goneIssue } from '#drops/gone-issue';
import type { DropArchive, DropRegister } from '#drops/ports';
import { RoyaltyError } from '#kernel/errors';
import type { Clock } from '#kernel/time/clock';

export interface ArchiveDropInput {
  readonly dropId: string;
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
}

export interface ArchivedDrop {
  /** SHA-256 of the bytes as dropped, hex. */
  readonly contentHash: string;
  /** Key in the lake bucket. */
  readonly archiveKey: string;
  readonly size: number;
}

/** The object is not there any more as it was dropped; trying again cannot help. */
export class DropGone extends RoyaltyError {
  override readonly name = 'DropGone';
}

/** Copies the dropped bytes into the archive and marks the drop as processing. Throws `DropGone`. */
export async function archiveDrop(
  { dropId, ...object }: ArchiveDropInput,
  { archive, register, clock }: { archive: DropArchive; register: DropRegister; clock: Clock },
): Promise<ArchivedDrop> {
  const outcome = await archive.archive(object);
  if (outcome.kind !== 'archived') throw new DropGone(goneIssue(object.key, outcome.kind).message);
  const { contentHash, archiveKey, size } = outcome;
  await register.markProcessing(dropId, { at: clock.now(), contentHash });
  return { contentHash, archiveKey, size };
}
