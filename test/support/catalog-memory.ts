import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { CatalogVersion } from '#catalog/ports';
import type { CatalogImport, CatalogStore } from '#catalog/workbench';

/** The catalogue in memory; `snapshots` shows every stored file, orphans included. */
export function memoryCatalog() {
  const snapshots = new Map<string, Buffer>();
  const versions = new Map<number, CatalogVersion>();
  const imports = new Map<string, CatalogImport>();
  let inForce: CatalogVersion | undefined;
  const store: CatalogStore = {
    current: async () => inForce,
    find: async (version) => versions.get(version),
    async download({ key }, toPath) {
      await writeFile(toPath, snapshots.get(key) ?? '');
    },
    findImport: async (dropId) => imports.get(dropId),
    async storeSnapshot({ path, fromVersion }) {
      const bytes = await readFile(path);
      for (let version = fromVersion; ; version += 1) {
        const key = `catalog/version=${version}/tracks.parquet`;
        const known = snapshots.get(key);
        if (known !== undefined && !known.equals(bytes)) continue;
        snapshots.set(key, bytes);
        return { version, key, sha256: createHash('sha256').update(bytes).digest('hex') };
      }
    },
    async record({ from, next, catalogImport }) {
      if ((inForce?.version ?? 0) !== from || imports.has(catalogImport.dropId)) return 'lost-race';
      if (next !== undefined) {
        inForce = next;
        versions.set(next.version, next);
      }
      imports.set(catalogImport.dropId, catalogImport);
      return 'recorded';
    },
  };
  return { store, snapshots, versions, imports };
}
