import { join } from 'node:path';
import type { LocalCloudContext } from '#infra/local/engine';
import type { CreatedTable, DynamoDbEngine } from '#infra/local/engines/dynamodb';
import type { KinesisEngine } from '#infra/local/engines/kinesis';
import type { ShardCheckpoint } from '#infra/local/engines/shard-reader';
import { lambdaRecordOf, type StreamCheckpoint } from '#infra/local/engines/table-stream';
import { openJournal } from '#infra/local/journal';
import { recordOf, textOf } from '#infra/local/json';
import type { QueueStore } from '#infra/local/queues/queue-store';
import { type MappingSpec, mappingSpecs } from '#infra/local/sources/mapping-specs';
import { startQueueSource } from '#infra/local/sources/queue-source';
import { type StreamReader, startStreamSource } from '#infra/local/sources/stream-source';
import type { CloudModel } from '#infra/local/template/cloud-model';

/** The last sequence number seen through of each shard. */
type Checkpoint = StreamCheckpoint & ShardCheckpoint;

export interface SourcesConfig {
  readonly model: CloudModel;
  readonly context: LocalCloudContext;
  readonly queues: QueueStore;
  readonly dynamoDb: DynamoDbEngine;
  readonly kinesis: KinesisEngine;
  readonly tables: readonly CreatedTable[];
  readonly onStop: (close: () => unknown) => void;
}

/** Starts every event source mapping of the model. Throws, naming the mapping, when its source does not exist. */
export async function provisionSources(config: SourcesConfig): Promise<void> {
  const { context, queues, onStop } = config;
  const { activity, invoke, clock, log } = context;
  const checkpoints = openJournal<Checkpoint>(join(context.dataDirectory, 'lambda'), 'checkpoints');
  onStop(() => checkpoints.close());
  for (const mapping of mappingSpecs(config.model)) {
    if (mapping.kind === 'sqs') {
      if (!queues.queues.has(mapping.sourceName)) throw missing(mapping);
      onStop(startQueueSource({ mapping, store: queues, activity, invoke }));
      continue;
    }
    const checkpoint = checkpoints.recovered.get(mapping.name);
    const reader = (mapping.kind === 'dynamodb' ? tableReader : streamReader)(mapping, config, checkpoint);
    if (reader === undefined) throw missing(mapping);
    onStop(
      startStreamSource({
        mapping,
        reader,
        clock,
        activity,
        invoke,
        log,
        keep: (checkpoint) => checkpoints.put(mapping.name, checkpoint as Checkpoint),
        sendToQueue: (queue, body) => queues.send(queue, { body }),
      }),
    );
  }
}

function tableReader(
  mapping: MappingSpec,
  { dynamoDb, tables, context }: SourcesConfig,
  checkpoint: Checkpoint | undefined,
): StreamReader | undefined {
  const streamArn = tables.find(({ name }) => name === mapping.sourceName)?.streamArn;
  if (streamArn === undefined) return undefined;
  const reader = dynamoDb.streamReader(streamArn, checkpoint);
  return {
    read: async (limit) =>
      (await reader.read(limit)).map((record) => lambdaRecordOf(record, mapping.sourceArn, context.clock.now())),
    checkpoint: () => reader.checkpoint,
    sequenceOf: (record) => textOf(recordOf(record['dynamodb'])['SequenceNumber']) ?? '',
  };
}

function streamReader(
  mapping: MappingSpec,
  { kinesis, model }: SourcesConfig,
  checkpoint: Checkpoint | undefined,
): StreamReader | undefined {
  if (!model.ofType('AWS::Kinesis::Stream').some(({ name }) => name === mapping.sourceName)) return undefined;
  const reader = kinesis.streamReader(mapping.sourceName, checkpoint);
  return {
    read: async (limit) => (await reader.read(limit)).map((record) => ({ ...record })),
    checkpoint: () => reader.checkpoint,
    sequenceOf: (record) => textOf(recordOf(record['kinesis'])['sequenceNumber']) ?? '',
    shardOf: (record) => textOf(record['eventID'])?.split(':')[0] ?? '',
  };
}

function missing({ name, sourceArn }: MappingSpec): Error {
  return new Error(`Event source mapping ${name} reads ${sourceArn}, which no template has`);
}
