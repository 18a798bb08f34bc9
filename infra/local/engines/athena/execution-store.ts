import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { isFinal, type QueryExecution, queryExecution } from '#infra/local/engines/athena/query-execution';

const row = z.object({ record: z.string() });

/** Executions on disk, so that a waiting client finds its query after a restart. */
export class ExecutionStore {
  readonly #database: DatabaseSync;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true });
    this.#database = new DatabaseSync(join(directory, 'executions.sqlite'));
    this.#database.exec(`
      pragma journal_mode = wal;
      pragma synchronous = normal;
      create table if not exists executions
        (id text primary key, token text unique, position integer, record text not null);
    `);
  }

  put(execution: QueryExecution): void {
    this.#database
      .prepare(
        `insert into executions values (?, ?, (select coalesce(max(position), 0) + 1 from executions), ?)
         on conflict (id) do update set record = excluded.record`,
      )
      .run(execution.id, execution.token ?? null, JSON.stringify(execution));
  }

  find(id: string): QueryExecution | undefined {
    return this.#read('select record from executions where id = ?', id)[0];
  }

  findByToken(token: string): QueryExecution | undefined {
    return this.#read('select record from executions where token = ?', token)[0];
  }

  /** Newest first. */
  list(): QueryExecution[] {
    return this.#read('select record from executions order by position desc');
  }

  unfinished(): QueryExecution[] {
    return this.list()
      .filter((execution) => !isFinal(execution))
      .reverse();
  }

  close(): void {
    this.#database.close();
  }

  #read(sql: string, ...values: readonly string[]): QueryExecution[] {
    const rows = this.#database.prepare(sql).all(...values);
    return rows.map((found) => queryExecution.parse(JSON.parse(row.parse(found).record)));
  }
}
