import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import type { SnapshotVersion } from '#kernel/snapshot';
import { instantOf } from '#kernel/time/clock';
import { sqlText } from '#platform/clients/duckdb';
import { makeWorkDirectory } from '#platform/clients/s3-files';
import { DEFAULT_COUNTRY } from '#rights/as-of';
import { parsePortionUnits } from '#rights/portion';
import type { RightsReader, RightsSnapshots } from '#rights/ports';

export interface SnapshotRightsReaderOptions {
  readonly bridge: RightsSnapshots;
  readonly weights: RightsSnapshots;
}

/** Files of one family that stay on disk: the one in force, and one that a call in flight may still read. */
const FILES_KEPT_MAX = 2;

const instant = z.coerce.number().transform(instantOf);
const end = instant.nullable().transform((found) => found ?? undefined);
const units = z.string().transform((text, context) => {
  const parsed = parsePortionUnits(text);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: `${text} is stored as a part of a whole; one lies between 0 and 1` });
  return z.NEVER;
});
const rows = z.array(z.tuple([z.string(), z.string(), z.string(), units, instant, end]));

/**
 * Point reads straight from the snapshots in force: a version is downloaded once per process, and its order by track lets
 * DuckDB read the few row groups that matter. Nothing is derived, so nothing can disagree with what the close reads.
 */
export function createSnapshotRightsReader({ bridge, weights }: SnapshotRightsReaderOptions): RightsReader {
  let opened: ReturnType<typeof openDatabase> | undefined;
  const bridgeFile = localFiles(bridge, 'bridge');
  const weightsFile = localFiles(weights, 'weights');

  async function read(files: LocalFiles, columns: string, where: string) {
    opened ??= openDatabase();
    const { instance, directory } = await opened;
    const found = await files(directory);
    if (found === undefined) return { version: 0, found: [] };
    const times = 'effective_from_ms, effective_to_ms';
    const order = 'order by 1, 2, effective_from_ms, 3';
    const sql = `select ${columns}, ${times} from read_parquet(${sqlText(found.path)}) where ${where} ${order}`;
    const connection = await instance.connect();
    try {
      const answer = await connection.runAndReadAll(sql);
      return { version: found.version, found: rows.parse(answer.getRowsJson()) };
    } finally {
      connection.closeSync();
    }
  }

  return {
    async sharesOf(trackId) {
      const columns = 'track_id, rights_type, holder_id, cast(share as varchar)';
      const { version, found } = await read(bridgeFile, columns, `track_id = ${sqlText(trackId)}`);
      const shares = found.map(([track, rightsType, rightsHolderId, share, effectiveFrom, effectiveTo]) => ({
        ...{ trackId: track, rightsType, rightsHolderId, share, effectiveFrom, effectiveTo },
      }));
      return { version, shares };
    },
    async weightsFor(country) {
      const columns = `country, rights_type, '', cast(weight as varchar)`;
      const where = `country in (${sqlText(country)}, ${sqlText(DEFAULT_COUNTRY)})`;
      const { version, found } = await read(weightsFile, columns, where);
      const weightRows = found.map(([of, rightsType, , weight, effectiveFrom, effectiveTo]) => ({
        ...{ country: of, rightsType, weight, effectiveFrom, effectiveTo },
      }));
      return { version, weights: weightRows };
    },
  };
}

async function openDatabase() {
  const directory = await makeWorkDirectory();
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '128MB',
    threads: '1',
    temp_directory: directory,
    autoinstall_known_extensions: 'false',
  });
  return { directory, instance };
}

type LocalFiles = (directory: string) => Promise<{ readonly version: number; readonly path: string } | undefined>;

/** The file of the version in force, downloaded when it is first asked for; former ones are removed. */
function localFiles(snapshots: RightsSnapshots, name: string): LocalFiles {
  const files = new Map<number, Promise<string>>();

  async function download(version: SnapshotVersion, directory: string): Promise<string> {
    const path = join(directory, `${name}-${version.version}.parquet`);
    try {
      await snapshots.download(version, path);
      return path;
    } catch (error) {
      // A failed download must not answer for ever; the next call tries again.
      files.delete(version.version);
      throw error;
    }
  }

  return async (directory) => {
    const current = await snapshots.current();
    if (current === undefined) return undefined;
    const path = files.get(current.version) ?? download(current, directory);
    files.set(current.version, path);
    for (const [version, old] of [...files].slice(0, -FILES_KEPT_MAX)) {
      files.delete(version);
      // One whose download failed left nothing to remove.
      await old.then((unused) => rm(unused, { force: true })).catch(() => undefined);
    }
    return { version: current.version, path: await path };
  };
}
