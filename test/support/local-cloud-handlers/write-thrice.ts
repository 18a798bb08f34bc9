import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

const dynamoDb = new DynamoDBClient({ maxAttempts: 1 });

/** Writes three items, one after the other: a function that may die between any two. */
export async function handler(): Promise<string> {
  for (const pk of ['one', 'two', 'three']) {
    await dynamoDb.send(new PutItemCommand({ TableName: 'collected', Item: { pk: { S: pk } } }));
  }
  return 'written';
}
