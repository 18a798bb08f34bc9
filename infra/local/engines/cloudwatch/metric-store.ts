import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { type Metric, type MetricMinute, type MetricValues, metricKey } from '#infra/local/engines/cloudwatch/metric';

const MINUTE_MILLISECONDS = 60_000;
const KEPT_MILLISECONDS = 15 * 86_400_000;

const minuteRow = z.object({
  at: z.number(),
  sum: z.number(),
  minimum: z.number(),
  maximum: z.number(),
  count: z.number(),
});
const keyRow = z.object({ metric: z.string() });
const keyShape = z.tuple([z.string(), z.string(), z.array(z.tuple([z.string(), z.string()]))]);

/** How much of the latest news a crash may cost: CloudWatch itself promises no more. */
const COMMIT_MILLISECONDS = 50;

/** Metrics by the minute, kept for fifteen virtual days. News is read back at once and is on disk a little later, many at a time. */
export class MetricStore {
  readonly #database: DatabaseSync;
  readonly #add: StatementSync;
  readonly #minutes: StatementSync;
  #commit: NodeJS.Timeout | undefined;

  constructor(directory: string, nowMilliseconds: number) {
    mkdirSync(directory, { recursive: true });
    this.#database = new DatabaseSync(join(directory, 'metrics.sqlite'));
    this.#database.exec(`
      pragma journal_mode = wal;
      pragma synchronous = normal;
      create table if not exists minutes (metric text, at integer, sum real, minimum real, maximum real, count real,
        primary key (metric, at)) without rowid;
      create table if not exists alarm_states (name text primary key, record text not null) without rowid;
    `);
    this.#database.prepare('delete from minutes where at < ?').run(nowMilliseconds - KEPT_MILLISECONDS);
    this.#add = this.#database.prepare(
      `insert into minutes values (?, ?, ?, ?, ?, ?) on conflict (metric, at) do update set
         sum = sum + excluded.sum, minimum = min(minimum, excluded.minimum),
         maximum = max(maximum, excluded.maximum), count = count + excluded.count`,
    );
    this.#minutes = this.#database.prepare(
      'select at, sum, minimum, maximum, count from minutes where metric = ? and at >= ? and at < ? order by at',
    );
  }

  add(values: MetricValues): void {
    this.#begin();
    this.#add.run(
      metricKey(values.metric),
      Math.floor(values.atMilliseconds / MINUTE_MILLISECONDS) * MINUTE_MILLISECONDS,
      values.sum,
      values.minimum,
      values.maximum,
      values.count,
    );
  }

  /** The minutes of a metric in `[from, to)` that have data. */
  minutes(metric: Metric, fromMilliseconds: number, toMilliseconds: number): MetricMinute[] {
    const rows = this.#minutes.all(metricKey(metric), fromMilliseconds, toMilliseconds);
    return rows.map((row) => minuteRow.parse(row)).map(({ at, ...rest }) => ({ atMilliseconds: at, ...rest }));
  }

  metrics(): Metric[] {
    const rows = this.#database.prepare('select distinct metric from minutes order by metric').all();
    return rows.map((row) => {
      const [namespace, name, dimensions] = keyShape.parse(JSON.parse(keyRow.parse(row).metric));
      return { namespace, name, dimensions: Object.fromEntries(dimensions) };
    });
  }

  alarmState(name: string): unknown {
    const row = this.#database.prepare('select record as metric from alarm_states where name = ?').get(name);
    return row === undefined ? undefined : JSON.parse(keyRow.parse(row).metric);
  }

  keepAlarmState(name: string, state: unknown): void {
    this.#begin();
    this.#database.prepare('insert or replace into alarm_states values (?, ?)').run(name, JSON.stringify(state));
  }

  /** What was told before is on disk when it returns. */
  commit(): void {
    if (this.#commit === undefined) return;
    clearTimeout(this.#commit);
    this.#commit = undefined;
    this.#database.exec('commit');
  }

  close(): void {
    this.commit();
    this.#database.close();
  }

  /** A transaction of its own is dearer than the news in it: all news of a moment share one. */
  #begin(): void {
    if (this.#commit !== undefined) return;
    this.#database.exec('begin immediate');
    this.#commit = setTimeout(() => this.commit(), COMMIT_MILLISECONDS);
  }
}
