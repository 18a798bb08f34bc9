import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { SnapshotImport, SnapshotStore, SnapshotVersion } from '#kernel/snapshot';

/** A line of versions in memory; `snapshots` shows every stored file by its key, orphans included. */
export function memorySnapshots({ folder, file }: { readonly folder: string; readonly file: string }) {
  const snapshots = new Map<string, Buffer>();
  const versions = new Map<number, SnapshotVersion>();
  const imports = new Map<string, SnapshotImport>();
  let inForce: SnapshotVersion | undefined;
  const store: SnapshotStore = {
    current: async () => inForce,
    find: async (version) => versions.get(version),
    async download({ key }, toPath) {
      await writeFile(toPath, snapshots.get(key) ?? '');
    },
    findImport: async (dropId) => imports.get(dropId),
    async storeSnapshot({ path, fromVersion }) {
      const bytes = await readFile(path);
      for (let version = fromVersion; ; version += 1) {
        const key = `${folder}/version=${version}/${file}`;
        const known = snapshots.get(key);
        if (known !== undefined && !known.equals(bytes)) continue;
        snapshots.set(key, bytes);
        return { version, key, sha256: createHash('sha256').update(bytes).digest('hex') };
      }
    },
    async record({ from, next, imported }) {
      if ((inForce?.version ?? 0) !== from || imports.has(imported.dropId)) return 'lost-race';
      if (next !== undefined) {
        inForce = next;
        versions.set(next.version, next);
      }
      imports.set(imported.dropId, imported);
      return 'recorded';
    },
  };
  return { store, snapshots, versions, imports };
}
