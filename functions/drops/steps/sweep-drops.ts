import { kindOf } from '#drops/drop-kind';
import type { DropsBucket, ListedObject } from '#drops/ports';
import { type AcceptDropPorts, acceptDrop } from '#drops/steps/accept-drop';
import { instantOf, millisecondsOf } from '#kernel/time/clock';

export interface SweepDropsPorts extends AcceptDropPorts {
  readonly bucket: DropsBucket;
}

export interface SweepCounts {
  readonly seen: number;
  /** Objects whose event never came. */
  readonly accepted: number;
  /** Drops that were recorded and whose execution was never started. */
  readonly started: number;
}

/** Younger objects still have their event under way. */
export const SWEEP_GRACE_MINUTES = 15;
/** Older objects were looked at by the sweeps before; this keeps a sweep cheap however full the bucket is. */
export const SWEEP_WINDOW_DAYS = 7;

const MINUTE_MILLISECONDS = 60_000;
const DAY_MILLISECONDS = 86_400_000;

/**
 * Accepts every object of the window that no drop accounts for: its event was lost between bucket and queue. An object
 * is accounted for by a drop of its key and etag that is no older than its last modification.
 */
export async function sweepDrops(ports: SweepDropsPorts): Promise<SweepCounts> {
  const now = millisecondsOf(ports.clock.now());
  const from = instantOf(now - SWEEP_WINDOW_DAYS * DAY_MILLISECONDS);
  const to = instantOf(now - SWEEP_GRACE_MINUTES * MINUTE_MILLISECONDS);
  let [seen, accepted, started] = [0, 0, 0];
  for await (const page of ports.bucket.listAll()) {
    const due = page.filter((object) => object.modifiedAt >= from && object.modifiedAt < to && isDrop(object));
    seen += page.length;
    const marks = new Map((await ports.records.findAccepted(due)).map((mark) => [`${mark.key}\n${mark.etag}`, mark]));
    for (const object of due) {
      const mark = marks.get(`${object.key}\n${object.etag}`);
      if (mark === undefined || wasWrittenAgain(object, mark.droppedAt)) {
        await acceptDrop(asDropped(object, ports.bucket.name), ports);
        accepted += 1;
      } else if (await wasNeverStarted(mark.dropId, ports)) started += 1;
    }
  }
  return { seen, accepted, started };
}

/** A minute of slack: an event's clock and the bucket's need not agree. */
function wasWrittenAgain({ modifiedAt }: ListedObject, droppedAt: string): boolean {
  return instantOf(millisecondsOf(modifiedAt) - MINUTE_MILLISECONDS) > droppedAt;
}

async function wasNeverStarted(dropId: string, { records, executions }: SweepDropsPorts): Promise<boolean> {
  const drop = await records.find(dropId);
  if (drop?.status !== 'accepted' || drop.kind === 'unknown') return false;
  await executions.start(drop.kind, drop);
  return true;
}

function isDrop(object: ListedObject): boolean {
  return kindOf(object).kind !== 'folder';
}

function asDropped({ key, etag, size, modifiedAt }: ListedObject, bucket: string) {
  return { bucket, key, etag, size, sequencer: `sweep:${modifiedAt}`, droppedAt: modifiedAt };
}
