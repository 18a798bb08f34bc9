import type { StoredRecord, VersionedRecords } from '#holders/versioned-records';

/** Versioned records in memory; `history` shows every version that was ever in force. */
export function memoryRecords<Content>(changesMax = 50) {
  const heads = new Map<string, StoredRecord<Content>>();
  const history: StoredRecord<Content>[] = [];
  const records: VersionedRecords<Content> = {
    changesMax,
    async findMany(ids) {
      return new Map(ids.flatMap((id) => (heads.has(id) ? [[id, heads.get(id) as StoredRecord<Content>]] : [])));
    },
    async write(changes) {
      if (changes.some(({ id, version }) => (heads.get(id)?.version ?? 0) !== version - 1)) return 'lost-race';
      for (const change of changes) {
        heads.set(change.id, change);
        history.push(change);
      }
      return 'written';
    },
  };
  return { ...records, history, heads };
}
