import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

const dynamoDb = new DynamoDBClient({});

interface Record {
  readonly messageId?: string;
  readonly body?: string;
  readonly eventName?: string;
  readonly dynamodb?: {
    readonly NewImage?: { readonly pk?: { readonly S: string } };
    readonly SequenceNumber?: string;
  };
}

/** Writes what it is fed into the table `collected`; refuses, once per marker, what says `"fail"`. */
export async function handler({ Records }: { readonly Records: readonly Record[] }): Promise<unknown> {
  const failures: { readonly itemIdentifier: string }[] = [];
  for (const record of Records) {
    const text = record.body ?? `${record.eventName} ${record.dynamodb?.NewImage?.pk?.S}`;
    if (text.includes('fail'))
      failures.push({ itemIdentifier: record.messageId ?? record.dynamodb?.SequenceNumber ?? '' });
    else await put(text);
  }
  return { batchItemFailures: failures };
}

async function put(text: string): Promise<void> {
  const id = { S: `seen#${text.replace(/"(id|time)":"[^"]*",?/g, '')}` };
  await dynamoDb.send(
    new PutItemCommand({
      TableName: 'collected',
      Item: { pk: id, text: { S: text }, at: { S: new Date().toISOString() } },
    }),
  );
}
