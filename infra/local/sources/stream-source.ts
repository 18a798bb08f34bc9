import { setTimeout as delay } from 'node:timers/promises';
import type { Activity, InvokeAnswer, VirtualClock } from '#infra/local/engine';
import { matchesPattern } from '#infra/local/events/event-pattern';
import { type JsonRecord, listOf, recordOf, textOf } from '#infra/local/json';
import type { MappingSpec } from '#infra/local/sources/mapping-specs';

/** A stream of records as its function's event has them, read from a checkpoint on. */
export interface StreamReader {
  /** The next records in order; none means that all was read. */
  readonly read: (limit: number) => Promise<readonly JsonRecord[]>;
  /** Where what was read so far ends; kept, and given to the next start. */
  readonly checkpoint: () => unknown;
  /** The sequence number by which the function reports a failed record. */
  readonly sequenceOf: (record: JsonRecord) => string;
  /** The shard of a record: a batch holds records of one only, and one that fails holds up no other. */
  readonly shardOf?: (record: JsonRecord) => string;
}

export interface StreamSourceConfig {
  readonly mapping: MappingSpec;
  readonly reader: StreamReader;
  readonly clock: VirtualClock;
  readonly activity: Activity;
  readonly invoke: (functionName: string, event: unknown) => Promise<InvokeAnswer>;
  readonly keep: (checkpoint: unknown) => void;
  readonly sendToQueue: (queue: string, body: string) => void;
  readonly log: (line: string) => void;
}

const POLL_MILLISECONDS = 40;
const RETRY_SECONDS_MAX = 60;

/**
 * Feeds a function from a stream as Lambda's poller does: in order, repeated on failure, bisected if the mapping says so.
 * The checkpoint is kept only after a batch is through, so that nothing is lost in a crash. Answers how to stop.
 */
export function startStreamSource(config: StreamSourceConfig): () => Promise<void> {
  const { mapping, reader, clock, activity } = config;
  const label = `${mapping.sourceName} → ${mapping.functionName}`;
  const stopping = new AbortController();
  const aborted = new Promise<void>((resolve) =>
    stopping.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  let reading: Promise<number> | undefined;
  let processing: Promise<void> | undefined;
  let [inFlight, backingOff] = [0, 0];

  /** Reads one batch and starts on it; concurrent callers share one read. Answers how many records were there. */
  const take = (): Promise<number> => {
    reading ??= readBatch().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  const readBatch = async (): Promise<number> => {
    if (stopping.signal.aborted) return 0;
    const records = await reader.read(mapping.batchSize);
    if (records.length > 0) {
      processing = seeThrough(records).finally(() => {
        processing = undefined;
      });
    }
    return records.length;
  };
  const seeThrough = async (records: readonly JsonRecord[]): Promise<void> => {
    const wanted = records.filter(
      (record) => mapping.filters.length === 0 || mapping.filters.some((filter) => matchesPattern(filter, record)),
    );
    await Promise.all([...byShard(wanted, reader).values()].map(ofOneShard));
    if (!stopping.signal.aborted) config.keep(reader.checkpoint());
  };
  const ofOneShard = async (batch: readonly JsonRecord[]): Promise<void> => {
    inFlight += 1;
    await process(batch, 0).finally(() => {
      inFlight -= 1;
    });
  };
  /** What is unread or under way; a batch that waits for its retry is the clock's affair. */
  const unfinished = async (): Promise<number> => {
    if (stopping.signal.aborted) return 0;
    if (processing !== undefined) return backingOff > 0 && backingOff === inFlight ? 0 : 1;
    // A read that began before the question may have missed what the question is about.
    await reading?.catch(() => 0);
    return processing === undefined ? take().catch(() => 0) : 1;
  };
  const process = async (records: readonly JsonRecord[], attempts: number): Promise<void> => {
    if (stopping.signal.aborted) return;
    const answer = await config.invoke(mapping.functionName, { Records: records });
    const from = firstFailure(records, answer);
    if (from === undefined || stopping.signal.aborted) return;
    const rest = records.slice(from);
    if (mapping.retriesMax >= 0 && attempts >= mapping.retriesMax) return giveUp(rest, answer);
    await backoff(attempts);
    const isSplit = mapping.bisects && answer.functionError !== undefined && rest.length > 1;
    const parts = isSplit
      ? [rest.slice(0, Math.ceil(rest.length / 2)), rest.slice(Math.ceil(rest.length / 2))]
      : [rest];
    for (const part of parts) await process(part, attempts + 1);
  };
  /** The place of the first record that is not through; `undefined` when all are. */
  const firstFailure = (
    records: readonly JsonRecord[],
    { functionError, payload }: InvokeAnswer,
  ): number | undefined => {
    if (functionError !== undefined) return 0;
    if (!mapping.reportsItemFailures) return undefined;
    const failures = listOf(recordOf(payload)['batchItemFailures']).map((failure) =>
      textOf(recordOf(failure)['itemIdentifier']),
    );
    if (failures.length === 0) return undefined;
    const place = records.findIndex((record) => failures.includes(reader.sequenceOf(record)));
    return Math.max(place, 0);
  };
  const giveUp = (records: readonly JsonRecord[], { functionError }: InvokeAnswer) => {
    config.log(`${label}: ${records.length} records given up: ${functionError?.errorMessage ?? 'reported as failed'}`);
    if (mapping.failureQueue === undefined) return;
    const sequences = records.map((record) => reader.sequenceOf(record));
    const batch = {
      ...(reader.shardOf !== undefined && records[0] !== undefined && { shardId: reader.shardOf(records[0]) }),
      startSequenceNumber: sequences[0],
      endSequenceNumber: sequences.at(-1),
      batchSize: records.length,
      streamArn: mapping.sourceArn,
    };
    const requestContext = { functionArn: mapping.functionName, condition: 'RetryAttemptsExhausted' };
    config.sendToQueue(
      mapping.failureQueue,
      JSON.stringify({
        version: '1.0',
        timestamp: new Date(clock.now()).toISOString(),
        requestContext,
        [mapping.kind === 'kinesis' ? 'KinesisBatchInfo' : 'DDBStreamBatchInfo']: batch,
      }),
    );
  };
  const backoff = async (attempts: number) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = clock.at(clock.now() + Math.min(2 ** attempts, RETRY_SECONDS_MAX) * 1000, resolve, 'work');
    stopping.signal.addEventListener('abort', () => resolve(), { once: true });
    backingOff += 1;
    await promise;
    backingOff -= 1;
    cancel();
  };
  const poll = async () => {
    while (!stopping.signal.aborted) {
      const count = await take().catch((error: unknown) => {
        if (!stopping.signal.aborted) config.log(`${label} cannot be read: ${String(error)}`);
        return 0;
      });
      await Promise.race([processing, aborted]);
      if (count === 0) await delay(POLL_MILLISECONDS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  activity.watch(`records of ${label}`, unfinished);
  const polling = poll();
  return async () => {
    stopping.abort();
    await polling;
  };
}

function byShard(
  records: readonly JsonRecord[],
  { shardOf }: StreamReader,
): ReadonlyMap<string, readonly JsonRecord[]> {
  return Map.groupBy(records, (record) => shardOf?.(record) ?? '');
}
