import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { z } from 'zod';
import type { ObjectRecord, OwedEvent, PartRecord, UploadRecord } from '#infra/local/engines/s3/object-record';

const SCHEMA = `
  pragma journal_mode = wal;
  pragma synchronous = normal;
  create table if not exists buckets (name text primary key, created_at real not null) without rowid;
  create table if not exists objects (bucket text, key blob, record text not null, primary key (bucket, key)) without rowid;
  create table if not exists uploads (upload_id text primary key, record text not null) without rowid;
  create table if not exists parts (upload_id text, number integer, record text not null, primary key (upload_id, number)) without rowid;
  create table if not exists moves (id integer primary key, source text, target text not null);
  create table if not exists events (id integer primary key autoincrement, record text not null);
`;

const headers = z.object({
  system: z.record(z.string(), z.string()),
  user: z.record(z.string(), z.string()),
  checksums: z.record(z.string(), z.string()),
});
const objectRow = z.object({
  bucket: z.string(),
  key: z.string(),
  file: z.string(),
  sizeBytes: z.number(),
  etag: z.string(),
  modifiedAtMilliseconds: z.number(),
  headers,
});
const uploadRow = z.object({
  uploadId: z.string(),
  bucket: z.string(),
  key: z.string(),
  headers,
  startedAtMilliseconds: z.number(),
});
const partRow = z.object({
  number: z.number(),
  file: z.string(),
  sizeBytes: z.number(),
  etag: z.string(),
  modifiedAtMilliseconds: z.number(),
});
const eventRow = z.object({
  bucket: z.string(),
  detailType: z.enum(['Object Created', 'Object Deleted']),
  detail: z.record(z.string(), z.unknown()),
});
const stored = z.object({ record: z.string() });
const named = z.object({ name: z.string(), created_at: z.number() });
const identified = z.object({ id: z.number(), record: z.string() });

/** A file to bring to its place (`source` given) or to remove, owed since its transaction committed. */
export interface OwedMove {
  readonly id: number;
  readonly source: string | undefined;
  readonly target: string;
}
const moveRow = z.object({ id: z.number(), source: z.string().nullable(), target: z.string() });

/**
 * Metadata, uploads, owed file moves and owed events in one SQLite file, so that an object and its event commit together.
 * Keys are blobs: their order is the UTF-8 byte order that listings have.
 */
export class ObjectIndex {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** Every request and every look whether the cloud is idle asks; `undefined` when it may have changed. */
  #owedEventCount: number | undefined;

  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec(SCHEMA);
  }

  /** Runs `work` in one transaction; an error undoes all of it. */
  atomically<Result>(work: () => Result): Result {
    this.#database.exec('begin immediate');
    try {
      const result = work();
      this.#database.exec('commit');
      return result;
    } catch (error) {
      this.#database.exec('rollback');
      throw error;
    }
  }

  addBucket(name: string, atMilliseconds: number): void {
    this.#prepare('insert or ignore into buckets values (?, ?)').run(name, atMilliseconds);
  }

  removeBucket(name: string): void {
    this.#prepare('delete from buckets where name = ?').run(name);
  }

  buckets(): { name: string; createdAtMilliseconds: number }[] {
    const rows = this.#prepare('select name, created_at from buckets order by name').all();
    return rows
      .map((row) => named.parse(row))
      .map((row) => ({ name: row.name, createdAtMilliseconds: row.created_at }));
  }

  object(bucket: string, key: string): ObjectRecord | undefined {
    const row = this.#prepare('select record from objects where bucket = ? and key = ?').get(bucket, Buffer.from(key));
    return row === undefined ? undefined : objectOf(row);
  }

  putObject(record: ObjectRecord): void {
    this.#prepare('insert or replace into objects values (?, ?, ?)').run(
      record.bucket,
      Buffer.from(record.key),
      JSON.stringify(record),
    );
  }

  removeObject(bucket: string, key: string): void {
    this.#prepare('delete from objects where bucket = ? and key = ?').run(bucket, Buffer.from(key));
  }

  /** The first objects at or after a key, and before `below` where it is given, in byte order. */
  objectsFrom(bucket: string, from: Uint8Array, limit: number, below: Uint8Array = ABOVE_KEYS): ObjectRecord[] {
    const rows = this.#prepare(
      'select record from objects where bucket = ? and key >= ? and key < ? order by key limit ?',
    );
    return rows.all(bucket, from, below, limit).map(objectOf);
  }

  upload(uploadId: string): UploadRecord | undefined {
    const row = this.#prepare('select record from uploads where upload_id = ?').get(uploadId);
    return row === undefined ? undefined : uploadRow.parse(JSON.parse(stored.parse(row).record));
  }

  uploads(bucket: string): UploadRecord[] {
    const rows = this.#prepare('select record from uploads order by upload_id').all();
    const all = rows.map((row) => uploadRow.parse(JSON.parse(stored.parse(row).record)));
    return all.filter((upload) => upload.bucket === bucket);
  }

  putUpload(upload: UploadRecord): void {
    this.#prepare('insert into uploads values (?, ?)').run(upload.uploadId, JSON.stringify(upload));
  }

  removeUpload(uploadId: string): void {
    this.#prepare('delete from uploads where upload_id = ?').run(uploadId);
    this.#prepare('delete from parts where upload_id = ?').run(uploadId);
  }

  putPart(uploadId: string, part: PartRecord): void {
    this.#prepare('insert or replace into parts values (?, ?, ?)').run(uploadId, part.number, JSON.stringify(part));
  }

  parts(uploadId: string): PartRecord[] {
    const rows = this.#prepare('select record from parts where upload_id = ? order by number').all(uploadId);
    return rows.map((row) => partRow.parse(JSON.parse(stored.parse(row).record)));
  }

  oweMove(source: string | undefined, target: string): number {
    const done = this.#prepare('insert into moves (source, target) values (?, ?)').run(source ?? null, target);
    return Number(done.lastInsertRowid);
  }

  settleMove(id: number): void {
    this.#prepare('delete from moves where id = ?').run(id);
  }

  owedMoves(): OwedMove[] {
    const rows = this.#prepare('select id, source, target from moves order by id').all();
    return rows.map((row) => moveRow.parse(row)).map((row) => ({ ...row, source: row.source ?? undefined }));
  }

  /** Journals an event; `detail` is given the event's number, which only grows, for its sequencer. */
  oweEvent(event: Omit<OwedEvent, 'id' | 'detail'>, detail: (id: number) => OwedEvent['detail']): void {
    this.#owedEventCount = undefined;
    const id = Number(this.#prepare("insert into events (record) values ('')").run().lastInsertRowid);
    const record = JSON.stringify({ ...event, detail: detail(id) });
    this.#prepare('update events set record = ? where id = ?').run(record, id);
  }

  settleEvent(id: number): void {
    this.#owedEventCount = undefined;
    this.#prepare('delete from events where id = ?').run(id);
  }

  owedEvents(limit: number): OwedEvent[] {
    const rows = this.#prepare('select id, record from events order by id limit ?').all(limit);
    return rows
      .map((row) => identified.parse(row))
      .map((row) => ({ id: row.id, ...eventRow.parse(JSON.parse(row.record)) }));
  }

  owedEventCount(): number {
    this.#owedEventCount ??= z
      .object({ n: z.number() })
      .parse(this.#prepare('select count(*) as n from events').get()).n;
    return this.#owedEventCount;
  }

  close(): void {
    this.#database.close();
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** UTF-8 has no such byte. */
const ABOVE_KEYS = Uint8Array.of(0xff);

const objectOf = (row: unknown): ObjectRecord => objectRow.parse(JSON.parse(stored.parse(row).record));
