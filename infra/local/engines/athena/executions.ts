import { randomUUID } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { LocalCloudContext } from '#infra/local/engine';
import type { ExecutionStore } from '#infra/local/engines/athena/execution-store';
import { isFinal, type QueryExecution } from '#infra/local/engines/athena/query-execution';
import { kindOfStatement, type QueryEnvironment, runQuery } from '#infra/local/engines/athena/run-query';
import { S3Error } from '#infra/local/engines/s3/s3-error';

const CANCELLED = 'Query cancelled by user';

/** The queue of executions: at most `concurrent` run at a time, the others wait as QUEUED. */
export class Executions {
  readonly store: ExecutionStore;
  readonly #context: LocalCloudContext;
  readonly #environment: QueryEnvironment;
  readonly #concurrent: number;
  readonly #waiting: string[] = [];
  readonly #running = new Map<string, { connection?: DuckDBConnection; readonly done: Promise<void> }>();
  #isOpen = true;

  constructor(options: {
    readonly store: ExecutionStore;
    readonly context: LocalCloudContext;
    readonly environment: QueryEnvironment;
    readonly concurrent: number;
  }) {
    this.store = options.store;
    this.#context = options.context;
    this.#environment = options.environment;
    this.#concurrent = options.concurrent;
    options.context.activity.watch('athena queries', () => this.#waiting.length + this.#running.size);
    // Queries that a stop interrupted begin again: an unfinished one has written nothing.
    for (const execution of this.store.unfinished()) this.#enqueue({ ...execution, state: 'QUEUED' });
  }

  /** Accepts a query; it runs as soon as there is room. */
  start(request: Omit<QueryExecution, 'id' | 'state' | 'kind' | 'submittedAt'>): QueryExecution {
    const execution: QueryExecution = {
      ...request,
      id: randomUUID(),
      kind: kindOfStatement(request.query) ?? 'utility',
      state: 'QUEUED',
      submittedAt: this.#context.clock.now(),
    };
    this.#enqueue(execution);
    return execution;
  }

  /** Cancels what is not final yet. */
  cancel(execution: QueryExecution): void {
    if (isFinal(execution)) return;
    this.#finish(execution, { state: 'CANCELLED', reason: CANCELLED });
    this.#running.get(execution.id)?.connection?.interrupt();
  }

  /** Ends running queries; they begin again with the next process. */
  async stop(): Promise<void> {
    this.#isOpen = false;
    for (const { connection } of this.#running.values()) connection?.interrupt();
    await Promise.all([...this.#running.values()].map(({ done }) => done));
    this.store.close();
  }

  #enqueue(execution: QueryExecution): void {
    this.store.put(execution);
    this.#waiting.push(execution.id);
    queueMicrotask(() => this.#advance());
  }

  #advance(): void {
    while (this.#isOpen && this.#running.size < this.#concurrent) {
      const id = this.#waiting.shift();
      if (id === undefined) return;
      const execution = this.store.find(id);
      if (execution === undefined || isFinal(execution)) continue;
      const done = this.#run({ ...execution, state: 'RUNNING' }).finally(() => {
        this.#running.delete(id);
        this.#advance();
      });
      this.#running.set(id, { done });
    }
  }

  async #run(execution: QueryExecution): Promise<void> {
    this.store.put(execution);
    const begun = performance.now();
    const engineMilliseconds = () => Math.round(performance.now() - begun);
    try {
      const outcome = await runQuery(execution, this.#environment, {
        onConnection: (connection) => this.#onConnection(execution, connection),
        onFillingTarget: () => this.store.put({ ...execution, isFillingTarget: true }),
      });
      this.#finish(execution, { ...outcome, state: 'SUCCEEDED', engineMilliseconds: engineMilliseconds() });
    } catch (error) {
      if (!this.#isOpen) return;
      this.#finish(execution, { state: 'FAILED', reason: reasonOf(error), engineMilliseconds: engineMilliseconds() });
    }
  }

  #onConnection(execution: QueryExecution, connection: DuckDBConnection): void {
    const running = this.#running.get(execution.id);
    if (running !== undefined) running.connection = connection;
    if (this.store.find(execution.id)?.state === 'CANCELLED') throw new Error(CANCELLED);
  }

  // A state that is final stays: a query may end in the moment it is cancelled.
  #finish(execution: QueryExecution, change: Partial<QueryExecution>): void {
    const current = this.store.find(execution.id) ?? execution;
    if (isFinal(current)) return;
    this.store.put({ ...current, ...change, completedAt: this.#context.clock.now() });
  }
}

/** DuckDB's message in the words that Athena begins its reasons with. */
function reasonOf(error: unknown): string {
  if (error instanceof S3Error) return `${error.code}: ${error.message}`;
  const message = error instanceof Error ? error.message : String(error);
  if (/^Parser Error/.test(message)) return `SYNTAX_ERROR: ${message}`;
  if (/^Catalog Error: Table/.test(message)) return `TABLE_NOT_FOUND: ${message}`;
  if (/^(Binder|Catalog) Error/.test(message)) return `SYNTAX_ERROR: ${message}`;
  if (/^Conversion Error/.test(message)) return `INVALID_CAST_ARGUMENT: ${message}`;
  if (/Division by zero/.test(message)) return `DIVISION_BY_ZERO: ${message}`;
  if (/^Out of Range Error/.test(message)) return `NUMERIC_VALUE_OUT_OF_RANGE: ${message}`;
  if (/^Out of Memory Error/.test(message)) return `EXCEEDED_LOCAL_MEMORY_LIMIT: ${message}`;
  return message;
}
