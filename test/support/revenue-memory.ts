import { readFile } from 'node:fs/promises';
import { sha256OfFile } from '#platform/clients/s3-put-once';
import type { RevenueVersion } from '#revenue/ports';
import type { RevenueImport, RevenueStore } from '#revenue/workbench';

/** Revenue in memory; `states` are the periods' own, `rung` is every bell that was heard. */
export function memoryRevenue() {
  const objects = new Map<string, Buffer>();
  const versions = new Map<string, RevenueVersion>();
  const inForce = new Map<string, RevenueVersion>();
  const imports = new Map<string, RevenueImport>();
  const states = new Map<string, string>();
  const rung: string[] = [];
  const frozen = (periodIds: readonly string[]) =>
    periodIds.filter((periodId) => ['FROZEN', 'PAID'].includes(states.get(periodId) ?? 'OPEN'));
  const store: RevenueStore = {
    current: async (periodId) => inForce.get(periodId),
    find: async (periodId, version) => versions.get(`${periodId}/${version}`),
    findImport: async (dropId) => imports.get(dropId),
    frozen: async (periodIds) => frozen(periodIds),
    passedOver: async (periodIds) =>
      periodIds.flatMap((periodId) => {
        const later = [...states.keys()].filter((id) => id.slice(0, 2) === periodId.slice(0, 2) && id > periodId);
        const [laterPeriodId] = frozen(later);
        return laterPeriodId === undefined ? [] : [{ periodId, laterPeriodId }];
      }),
    hash: sha256OfFile,
    async storeSnapshot({ periodId, path, fromVersion }) {
      const bytes = await readFile(path);
      for (let version = fromVersion; ; version += 1) {
        const key = `revenue/period_id=${periodId}/version=${version}/revenue.parquet`;
        const known = objects.get(key);
        if (known !== undefined && !known.equals(bytes)) continue;
        objects.set(key, bytes);
        return { version, key, sha256: await sha256OfFile(path) };
      }
    },
    async record({ moves, standing, revenueImport }) {
      const at = (periodId: string) => inForce.get(periodId)?.version ?? 0;
      const isMoved =
        imports.has(revenueImport.dropId) ||
        moves.some(({ from, next }) => at(next.periodId) !== from) ||
        standing.some(({ periodId, version }) => at(periodId) !== version);
      if (isMoved) return { kind: 'lost-race' };
      const closed = frozen(moves.map(({ next }) => next.periodId));
      if (closed.length > 0) return { kind: 'frozen', periodIds: closed };
      for (const { next } of moves) {
        inForce.set(next.periodId, next);
        versions.set(`${next.periodId}/${next.version}`, next);
      }
      imports.set(revenueImport.dropId, revenueImport);
      return { kind: 'recorded' };
    },
  };
  const bell = {
    async ring({ periodId, version }: { readonly periodId: string; readonly version: number }) {
      rung.push(`${periodId}/${version}`);
    },
  };
  return { store, bell, objects, imports, states, rung };
}
