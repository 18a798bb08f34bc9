import { Readable } from 'node:stream';
import { z } from 'zod';
import type { AwsRequest } from '#infra/local/engine';
import type { JsonCaller } from '#infra/local/engines/json-caller';
import { headerOf, readBody } from '#infra/local/engines/wire';
import { isRecord, type JsonRecord, listOf, textOf } from '#infra/local/json';
import { AwsError } from '#infra/local/wire/aws-error';

const position = z.object({ ShardIterator: z.string() });
const page = z.object({
  NextShardIterator: z.string().nullish(),
  Records: z.array(z.object({ SequenceNumber: z.string(), ApproximateArrivalTimestamp: z.number() })),
});

/**
 * The request as kinesalite can take it: a stream named by its ARN, an iterator at a time (kinesalite never answers one
 * where no record follows), a record that is none (it would end the process). Throws AwsError.
 */
export async function prepareKinesisRequest(request: AwsRequest, call: JsonCaller): Promise<Readable> {
  const body = await readBody(request);
  const operation = headerOf(request, 'x-amz-target')?.split('.').at(-1) ?? '';
  const isJson = headerOf(request, 'content-type')?.startsWith('application/x-amz-json') === true;
  const input = isJson ? parseJson(body) : undefined;
  const bytes = isRecord(input) ? Buffer.from(JSON.stringify(await prepareInput(operation, input, call))) : body;
  const { method, url, headers } = request;
  return Object.assign(Readable.from(bytes.length === 0 ? [] : [bytes]), { method, url, headers });
}

async function prepareInput(operation: string, input: JsonRecord, call: JsonCaller): Promise<JsonRecord> {
  const named = textOf(input['StreamARN'])?.split('/').at(-1);
  const { StreamARN: _, ...rest } = input;
  const prepared = named === undefined ? input : { StreamName: named, ...rest };
  if (operation === 'PutRecords' && !listOf(prepared['Records']).every(isRecord))
    throw new AwsError('SerializationException', 'Records is a list of objects with Data and PartitionKey');
  const isByTime = operation === 'GetShardIterator' && prepared['ShardIteratorType'] === 'AT_TIMESTAMP';
  return isByTime && typeof prepared['Timestamp'] === 'number' ? await iteratorAtTime(prepared, call) : prepared;
}

/** The same question by sequence number: the first record of that time or later, else whatever follows the last. */
async function iteratorAtTime(input: JsonRecord, call: JsonCaller): Promise<JsonRecord> {
  const { Timestamp: from, ShardIteratorType: _, ...shard } = input;
  let last: string | undefined;
  const opened = await call('GetShardIterator', { ...shard, ShardIteratorType: 'TRIM_HORIZON' });
  let ShardIterator = opened.kind === 'answered' ? position.parse(opened.output).ShardIterator : undefined;
  while (ShardIterator !== undefined) {
    const answer = await call('GetRecords', { ShardIterator });
    if (answer.kind === 'refused') break;
    const { Records, NextShardIterator } = page.parse(answer.output);
    const first = Records.find(({ ApproximateArrivalTimestamp }) => ApproximateArrivalTimestamp >= Number(from));
    if (first !== undefined) return bySequence(shard, 'AT_SEQUENCE_NUMBER', first.SequenceNumber);
    last = Records.at(-1)?.SequenceNumber ?? last;
    ShardIterator = Records.length === 0 ? undefined : (NextShardIterator ?? undefined);
  }
  return last === undefined
    ? { ...shard, ShardIteratorType: 'TRIM_HORIZON' }
    : bySequence(shard, 'AFTER_SEQUENCE_NUMBER', last);
}

const bySequence = (shard: JsonRecord, ShardIteratorType: string, StartingSequenceNumber: string): JsonRecord => ({
  ...shard,
  ShardIteratorType,
  StartingSequenceNumber,
});

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
