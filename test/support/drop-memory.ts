import { DROP_ISSUES_MAX, type Drop } from '#drops/drop';
import type { AcceptedObject, DropExecutions, DropRecords, DropsBucket, ListDrops, ListedObject } from '#drops/ports';
import { assertThat } from '#kernel/errors';

/** Drop records in memory. */
export function memoryDrops() {
  const drops = new Map<string, Drop>();
  const marks = new Map<string, AcceptedObject>();
  const claims = new Map<string, string>();

  function mark(dropId: string, { at, ...changes }: Partial<Drop> & { readonly at: Drop['updatedAt'] }): Drop {
    const drop = drops.get(dropId);
    assertThat(drop !== undefined, `${dropId} was never accepted; only an accepted drop takes a status`);
    if (drop.status !== 'accepted' && drop.status !== 'processing') return drop;
    const next = { ...drop, ...changes, updatedAt: at };
    drops.set(dropId, next);
    return next;
  }

  const records: DropRecords = {
    find: async (dropId) => drops.get(dropId),
    async accept(drop) {
      const known = drops.get(drop.dropId);
      if (known !== undefined) return { kind: 'already-accepted', drop: known };
      const { key, etag, dropId, droppedAt } = drop;
      drops.set(dropId, drop);
      marks.set(`${key}\n${etag}`, { key, etag, dropId, droppedAt });
      return { kind: 'accepted', drop };
    },
    findAccepted: async (objects) => objects.flatMap(({ key, etag }) => marks.get(`${key}\n${etag}`) ?? []),
    async claimContent({ kind, contentHash, dropId }) {
      const name = `${kind}#${contentHash}`;
      if (!claims.has(name)) claims.set(name, dropId);
      return claims.get(name) ?? dropId;
    },
    markProcessing: async (dropId, changes) => mark(dropId, { status: 'processing', ...changes }),
    markCompleted: async (dropId, end) => mark(dropId, { status: 'completed', ...end }),
    markFailed: async (dropId, { errors, counts, ...end }) =>
      mark(dropId, {
        status: 'failed',
        ...end,
        errors: errors.slice(0, DROP_ISSUES_MAX),
        counts: { ...counts, errors: counts?.['errors'] ?? errors.length },
      }),
    markDuplicate: async (dropId, end) => mark(dropId, { status: 'duplicate', ...end }),
  };
  const list: ListDrops = async ({ prefix, limit, after }) => {
    const positionOf = ({ droppedAt, dropId }: Drop) => `${droppedAt}#${dropId}`;
    const found = [...drops.values()]
      .filter((drop) => drop.key.startsWith(prefix) && (after === undefined || positionOf(drop) < after))
      .toSorted((left, right) => (positionOf(left) < positionOf(right) ? 1 : -1));
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return { drops: page, ...(found.length > limit && last !== undefined && { nextAfter: positionOf(last) }) };
  };
  return { records, list, drops };
}

/** A bucket of objects that a test puts and removes. */
export function memoryBucket(objects: readonly ListedObject[] = []) {
  const held = new Map(objects.map((object) => [object.key, object]));
  const bucket: DropsBucket = {
    name: 'royalty-drops',
    async head({ key, etag }) {
      const object = held.get(key);
      if (object === undefined) return { kind: 'gone' };
      return object.etag === etag ? { kind: 'found', sheetId: 'S-1' } : { kind: 'replaced' };
    },
    async *listAll(prefix = '') {
      yield [...held.values()].filter(({ key }) => key.startsWith(prefix));
    },
  };
  return { bucket, held };
}

/** State machines that only remember what they were started with, once for each name. */
export function memoryExecutions() {
  const started = new Map<string, Drop>();
  const executions: DropExecutions = {
    async start(_kind, drop) {
      if (!started.has(drop.dropId)) started.set(drop.dropId, drop);
    },
  };
  return { executions, started };
}
