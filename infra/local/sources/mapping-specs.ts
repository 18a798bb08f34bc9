import { nameFromArn, serviceOfArn } from '#infra/local/account';
import { checkPattern, type EventPattern } from '#infra/local/events/event-pattern';
import { isRecord, listOf, numberOf, recordOf, textAt, textOf } from '#infra/local/json';
import type { CloudModel } from '#infra/local/template/cloud-model';

export type SourceKind = 'sqs' | 'dynamodb' | 'kinesis';

/** An `AWS::Lambda::EventSourceMapping`: what a function is fed from. */
export interface MappingSpec {
  readonly name: string;
  readonly functionName: string;
  readonly kind: SourceKind;
  readonly sourceArn: string;
  /** The queue, table or stream. */
  readonly sourceName: string;
  readonly batchSize: number;
  readonly concurrency: number;
  readonly filters: readonly EventPattern[];
  readonly reportsItemFailures: boolean;
  readonly bisects: boolean;
  /** How often a failing batch is tried again; -1: until it expires. */
  readonly retriesMax: number;
  readonly failureQueue: string | undefined;
  readonly startsAtLatest: boolean;
}

const DEFAULT_BATCH: Readonly<Record<SourceKind, number>> = { sqs: 10, dynamodb: 100, kinesis: 100 };
const DEFAULT_CONCURRENCY = 5;

/** The mappings of a model. Throws on a source or a filter that the local cloud cannot emulate. */
export function mappingSpecs(model: CloudModel): readonly MappingSpec[] {
  return model
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => textOf(properties['Enabled']) !== 'false')
    .map(({ name, properties }) => {
      const sourceArn = textAt(properties, 'EventSourceArn', `Event source mapping ${name}`);
      const kind = kindOf(sourceArn, name);
      const onFailure = textOf(recordOf(recordOf(properties['DestinationConfig'])['OnFailure'])['Destination']);
      return {
        name,
        functionName: nameFromArn(textAt(properties, 'FunctionName', `Event source mapping ${name}`)),
        kind,
        sourceArn,
        sourceName: nameFromArn(sourceArn),
        batchSize: numberOf(properties['BatchSize']) ?? DEFAULT_BATCH[kind],
        concurrency: numberOf(recordOf(properties['ScalingConfig'])['MaximumConcurrency']) ?? DEFAULT_CONCURRENCY,
        filters: listOf(recordOf(properties['FilterCriteria'])['Filters']).map((filter) => patternOf(filter, name)),
        reportsItemFailures: listOf(properties['FunctionResponseTypes']).includes('ReportBatchItemFailures'),
        bisects: textOf(properties['BisectBatchOnFunctionError']) === 'true',
        retriesMax: numberOf(properties['MaximumRetryAttempts']) ?? -1,
        failureQueue: onFailure === undefined ? undefined : queueOf(onFailure, name),
        startsAtLatest: properties['StartingPosition'] === 'LATEST',
      };
    });
}

function kindOf(sourceArn: string, name: string): SourceKind {
  const service = serviceOfArn(sourceArn);
  if (service === 'sqs' || service === 'dynamodb' || service === 'kinesis') return service;
  throw new Error(
    `Event source mapping ${name} reads ${sourceArn}; the local cloud reads queues, table streams and Kinesis streams`,
  );
}

function queueOf(arn: string, name: string): string {
  if (serviceOfArn(arn) === 'sqs') return nameFromArn(arn);
  throw new Error(`Event source mapping ${name} reports failures to ${arn}; the local cloud reports to queues`);
}

function patternOf(filter: unknown, name: string): EventPattern {
  const text = textAt(recordOf(filter), 'Pattern', `A filter of event source mapping ${name}`);
  const pattern: unknown = JSON.parse(text);
  if (!isRecord(pattern))
    throw new Error(`A filter of event source mapping ${name} is ${text}; it needs a JSON object`);
  checkPattern(pattern);
  return pattern;
}
