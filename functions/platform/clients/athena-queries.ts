import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { S3Client } from '@aws-sdk/client-s3';
import { sha256Hex } from '#kernel/digest';
import { RoyaltyError } from '#kernel/errors';
import { athenaTextOf } from '#kernel/sql/athena-text';
import { listObjects, type ObjectOutline } from '#platform/clients/s3-files';

/** A query outlasts its caller's patience and goes on; the same call, made again, finds the same execution. */
export class QueryStillRunning extends RoyaltyError {
  override readonly name = 'QueryStillRunning';
}

/** A query that failed or was cancelled, with Athena's own reason. Under the same token it stays failed. */
export class QueryFailed extends RoyaltyError {
  override readonly name = 'QueryFailed';
}

/** One row by column name; null is the empty text, so a query that must tell them apart says so in a column. */
export type QueryRow = Readonly<Record<string, string>>;

export interface QueryRequest {
  /** The values of `?`, in order; every one arrives as text, so the query casts. */
  readonly parameters?: readonly string[];
  /**
   * Names the intent, such as `<period>/<run>`. The same text, parameters and token are one execution, however often they
   * are asked for, so that a retried function waits on instead of paying for a second scan. Without a token every call asks anew.
   */
  readonly token?: string;
}

export interface AthenaPlace {
  readonly workgroup: string;
  readonly database: string;
  /** The bucket that `unload` writes to. */
  readonly bucket: string;
  /** How long one call waits before it throws `QueryStillRunning`; below the function's own timeout. Default two minutes. */
  readonly patienceMilliseconds?: number;
}

/** Level 1 writes a tenth faster than the usual 3, and what the close writes comes out no larger (docs/performance.md). */
const WRITTEN = `format = 'PARQUET', compression = 'ZSTD', compression_level = 1`;
const POLL_MILLISECONDS = { first: 25, last: 1000 } as const;
const PATIENCE_MILLISECONDS = 120_000;

/** Asks Athena; values travel as execution parameters, never in the text of the query. */
export class AthenaQueries {
  readonly #clients: { readonly athena: AthenaClient; readonly s3: S3Client };
  readonly #place: AthenaPlace;

  constructor(clients: { readonly athena: AthenaClient; readonly s3: S3Client }, place: AthenaPlace) {
    this.#clients = clients;
    this.#place = place;
  }

  /** The rows of a query, in its order. Throws `QueryFailed` or `QueryStillRunning`. */
  async rows(sql: string, request: QueryRequest = {}): Promise<readonly QueryRow[]> {
    return await this.#results(await this.#finished(sql, request));
  }

  /**
   * Writes a plain select as Parquet under a prefix that ends with a slash and holds nothing yet; answers every object there,
   * in byte order of keys (none when the select has no row). `partitionedBy` names the select's last columns: they become
   * folders, at most a hundred of them. Throws `QueryFailed` or `QueryStillRunning`.
   */
  async unload(
    select: string,
    {
      to,
      partitionedBy = [],
      ...request
    }: QueryRequest & { readonly to: string; readonly token: string; readonly partitionedBy?: readonly string[] },
  ): Promise<readonly ObjectOutline[]> {
    const target = `s3://${this.#place.bucket}/${to}`;
    const keys = partitionedBy.map((column) => `'${column}'`).join(', ');
    const folders = keys === '' ? '' : `, partitioned_by = array[${keys}]`;
    const sql = `unload (\n${select}\n) to '${target}' with (${WRITTEN}${folders})`;
    await this.#finished(sql, request);
    return await listObjects(this.#clients.s3, this.#place.bucket, to);
  }

  async #finished(sql: string, { parameters = [], token }: QueryRequest): Promise<string | undefined> {
    const started = await this.#clients.athena.send(
      new StartQueryExecutionCommand({
        QueryString: athenaTextOf(sql),
        QueryExecutionContext: { Database: this.#place.database },
        WorkGroup: this.#place.workgroup,
        ...(parameters.length > 0 && {
          ExecutionParameters: parameters.map((text) => `'${text.replaceAll("'", "''")}'`),
        }),
        ...(token !== undefined && { ClientRequestToken: sha256Hex(JSON.stringify([token, sql, parameters])) }),
      }),
    );
    const id = started.QueryExecutionId;
    const endsAt = performance.now() + (this.#place.patienceMilliseconds ?? PATIENCE_MILLISECONDS);
    for (let wait: number = POLL_MILLISECONDS.first; ; wait = Math.min(wait * 2, POLL_MILLISECONDS.last)) {
      if (await this.#isFinished(id)) return id;
      if (performance.now() + wait > endsAt)
        throw new QueryStillRunning(
          `Athena query ${id} is still running; ask again, the same call waits for the same one`,
        );
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  async #isFinished(id: string | undefined): Promise<boolean> {
    const answer = await this.#clients.athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    const { State, StateChangeReason = 'no reason' } = answer.QueryExecution?.Status ?? {};
    if (State === 'FAILED' || State === 'CANCELLED')
      throw new QueryFailed(`Athena query ${id} ${State}: ${StateChangeReason}`);
    return State === 'SUCCEEDED';
  }

  async #results(id: string | undefined): Promise<readonly QueryRow[]> {
    const rows: QueryRow[] = [];
    let token: string | undefined;
    let names: readonly string[] | undefined;
    do {
      const page = await this.#clients.athena.send(
        new GetQueryResultsCommand({ QueryExecutionId: id, ...(token !== undefined && { NextToken: token }) }),
      );
      const cells = (page.ResultSet?.Rows ?? []).map(({ Data }) => (Data ?? []).map((cell) => cell.VarCharValue ?? ''));
      names ??= cells.shift() ?? [];
      for (const values of cells) rows.push(rowOf(names, values));
      token = page.NextToken;
    } while (token !== undefined);
    return rows;
  }
}

function rowOf(names: readonly string[], values: readonly string[]): QueryRow {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}
