import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import kinesalite from 'kinesalite';
import { z } from 'zod';
import type { AwsResponse, Engine, LocalCloudContext } from '#infra/local/engine';
import { createJsonCaller, type JsonCaller } from '#infra/local/engines/json-caller';
import { prepareKinesisRequest } from '#infra/local/engines/kinesis-intake';
import { type ShardCheckpoint, ShardReader, type WriteCount } from '#infra/local/engines/shard-reader';
import { headerOf } from '#infra/local/engines/wire';
import { answerError } from '#infra/local/wire/json-protocol';

export interface KinesisEngine extends Engine {
  /** Creates the stream of an `AWS::Kinesis::Stream` unless it exists; answers its ARN. */
  createStream(name: string, properties: unknown): Promise<string>;
  /** Reads a stream from a checkpoint, records as Lambda's events have them; none begins at the oldest. */
  streamReader(name: string, checkpoint?: ShardCheckpoint): ShardReader;
}

/** As many as an on-demand stream begins with on AWS. */
const ON_DEMAND_SHARDS = 4;
/** Everything else may change what a stream has to say. */
const READS = /\.(Get|Describe|List)\w+$/;
const SHARDS_MAX = 200;
const DEFAULT_RETENTION_HOURS = 24;
const streamProperties = z.object({
  ShardCount: z.coerce.number().int().positive().optional(),
  RetentionPeriodHours: z.coerce.number().int().default(DEFAULT_RETENTION_HOURS),
});
const described = z.object({
  StreamDescription: z.object({ StreamStatus: z.string(), StreamARN: z.string(), RetentionPeriodHours: z.number() }),
});

/**
 * Kinesis by kinesalite, in this process, so that its records are stamped by the virtual clock. It keeps its records in a
 * level store (leveldown ships its binaries, no install script runs). The front hands it HTTP/1.1 and HTTP/2 alike.
 */
export async function createKinesisEngine(context: LocalCloudContext): Promise<KinesisEngine> {
  const path = join(context.dataDirectory, 'kinesis');
  mkdirSync(path, { recursive: true });
  const options = { path, createStreamMs: 0, deleteStreamMs: 0, updateStreamMs: 0, shardLimit: SHARDS_MAX };
  const server = kinesalite(options);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const call = createJsonCaller(`http://127.0.0.1:${port}`, {
    target: 'Kinesis_20131202',
    scope: 'kinesis',
    version: '1.1',
  });
  const writes = countedWrites();
  return {
    scopes: ['kinesis'],
    async handle(request, response) {
      if (!READS.test(headerOf(request, 'x-amz-target') ?? '')) writes.begin(response);
      try {
        server.emit('request', await prepareKinesisRequest(request, call), response);
      } catch (error) {
        answerError(response, 'application/x-amz-json-1.1', error);
      }
    },
    createStream: (name, properties) => createStream(call, name, properties),
    streamReader: (name, checkpoint) => new ShardReader(call, name, writes.count, checkpoint),
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined || error === null ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

/**
 * Counts the requests that may write; there is no count from the moment one begins until its answer has left. One whose client
 * went away first may write at any time after: there is no count any more, and readers read.
 */
function countedWrites(): { readonly begin: (response: AwsResponse) => void; readonly count: WriteCount } {
  let [begun, ended] = [0, 0];
  return {
    begin(response) {
      begun += 1;
      response.once('close', () => {
        if (response.writableEnded) ended += 1;
      });
    },
    count: () => (begun === ended ? ended : undefined),
  };
}

async function createStream(call: JsonCaller, name: string, properties: unknown): Promise<string> {
  const { ShardCount = ON_DEMAND_SHARDS, RetentionPeriodHours: wanted } = streamProperties.parse(properties ?? {});
  const created = await call('CreateStream', { StreamName: name, ShardCount });
  if (created.kind === 'refused' && created.code !== 'ResourceInUseException')
    throw new Error(`Kinesis stream ${name} could not be created: ${created.code} ${created.message}`);
  for (;;) {
    const { StreamStatus, StreamARN, RetentionPeriodHours } = await describeStream(call, name);
    if (StreamStatus !== 'ACTIVE') {
      await new Promise((resolve) => setTimeout(resolve, 2));
      continue;
    }
    if (RetentionPeriodHours < wanted)
      await call('IncreaseStreamRetentionPeriod', { StreamName: name, RetentionPeriodHours: wanted });
    return StreamARN;
  }
}

async function describeStream(call: JsonCaller, name: string) {
  const answer = await call('DescribeStream', { StreamName: name });
  if (answer.kind === 'refused') throw new Error(`Kinesis stream ${name}: ${answer.code} ${answer.message}`);
  return described.parse(answer.output).StreamDescription;
}
