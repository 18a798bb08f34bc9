import type { Drop, DropIssue, DroppedObject } from '#drops/drop';
import { dropIdOf } from '#drops/drop-id';
import { kindOf } from '#drops/drop-kind';
import { goneIssue } from '#drops/gone-issue';
import type { DropExecutions, DropRecords, DropsBucket } from '#drops/ports';
import type { Clock } from '#kernel/time/clock';

export interface AcceptDropPorts {
  readonly clock: Clock;
  readonly records: DropRecords;
  readonly bucket: Pick<DropsBucket, 'head'>;
  readonly executions: DropExecutions;
}

/**
 * Makes a dropped object a drop and starts what reads it. Safe to repeat at any point: the record is written once, the
 * execution is named by the drop, and a drop that ended stays ended. Answers `undefined` for a folder's mark.
 */
export async function acceptDrop(object: DroppedObject, ports: AcceptDropPorts): Promise<Drop | undefined> {
  const reading = kindOf(object);
  if (reading.kind === 'folder') return undefined;
  const dropId = dropIdOf(object);
  const known = await ports.records.find(dropId);
  if (known !== undefined && known.status !== 'accepted') return known;
  if (reading.kind === 'unknown') return refuse(known ?? newDrop(object, dropId, ports), reading.issue, ports);
  const drop = known ?? newDrop(object, dropId, ports);
  if (known === undefined) {
    const head = await ports.bucket.head(object);
    if (head.kind !== 'found') return refuse(drop, goneIssue(object.key, head.kind), ports);
    const { sheetId } = head;
    return start({ ...drop, ...(sheetId !== undefined && { sheetId }) }, ports);
  }
  return start(drop, ports);
}

async function start(drop: Drop, { records, executions }: AcceptDropPorts): Promise<Drop> {
  const { drop: accepted } = await records.accept(drop);
  if (accepted.status === 'accepted' && accepted.kind !== 'unknown') await executions.start(accepted.kind, accepted);
  return accepted;
}

async function refuse(drop: Drop, issue: DropIssue, { records, clock }: AcceptDropPorts): Promise<Drop> {
  await records.accept(drop);
  return records.markFailed(drop.dropId, { at: clock.now(), errors: [issue] });
}

function newDrop(object: DroppedObject, dropId: string, { clock }: AcceptDropPorts): Drop {
  const { bucket, key, etag, size, droppedAt } = object;
  const reading = kindOf(object);
  const kind = reading.kind === 'folder' ? 'unknown' : reading.kind;
  const empty = { counts: {}, errors: [], warnings: [] };
  return { dropId, kind, bucket, key, etag, size, status: 'accepted', droppedAt, updatedAt: clock.now(), ...empty };
}
