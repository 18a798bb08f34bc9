import { rm } from 'node:fs/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** An embedded DuckDB over the files of one working directory; it spills there when its memory is used up. */
export interface WorkDatabase {
  readonly directory: string;
  connect(): Promise<DuckDBConnection>;
  /** Closes the database and removes the directory. */
  close(): Promise<void>;
}

/**
 * Opens an in-memory DuckDB that may use `memoryMegabytes` and spills into `directory`. It reaches no network. With one
 * thread every connection runs its queries on the thread that asks, several at once: whoever keeps connections busy
 * beside each other wants that, since a query that waits for DuckDB's own threads spins and takes the core from them.
 */
export async function openWorkDatabase(
  directory: string,
  memoryMegabytes: number,
  { threads = 2 }: { readonly threads?: number } = {},
): Promise<WorkDatabase> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${memoryMegabytes}MB`,
    temp_directory: directory,
    threads: String(threads),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connections: DuckDBConnection[] = [];
  return {
    directory,
    connect: async () => {
      const connection = await instance.connect();
      await connection.run(`set TimeZone = 'UTC'`);
      connections.push(connection);
      return connection;
    },
    close: async () => {
      for (const connection of connections) connection.closeSync();
      instance.closeSync();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A text as an SQL string literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
