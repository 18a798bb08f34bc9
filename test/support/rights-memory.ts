import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { SnapshotVersion } from '#rights/ports';
import type { PortionImport, SnapshotStore } from '#rights/workbench';

/** The bridge or the weights in memory; `snapshots` shows every stored file, orphans included. */
export function memorySnapshots() {
  const snapshots = new Map<string, Buffer>();
  const versions = new Map<number, SnapshotVersion>();
  const imports = new Map<string, PortionImport>();
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
        const key = `rights_bridge/version=${version}/bridge.parquet`;
        const known = snapshots.get(key);
        if (known !== undefined && !known.equals(bytes)) continue;
        snapshots.set(key, bytes);
        return { version, key, sha256: createHash('sha256').update(bytes).digest('hex') };
      }
    },
    async record({ from, next, portionImport }) {
      if ((inForce?.version ?? 0) !== from || imports.has(portionImport.dropId)) return 'lost-race';
      if (next !== undefined) {
        inForce = next;
        versions.set(next.version, next);
      }
      imports.set(portionImport.dropId, portionImport);
      return 'recorded';
    },
  };
  return { store, snapshots, versions, imports };
}
