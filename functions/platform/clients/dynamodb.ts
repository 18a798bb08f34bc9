import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { clientConfiguration } from '#platform/clients/configuration';

/**
 * A client without the SDK's own log: nobody reads it, and for every request it copies all that was sent and answered,
 * which took a tenth of the time of a process that posts.
 */
export function createDynamodbClient(configuration: DynamoDBClientConfig): DynamoDBClient {
  const client = new DynamoDBClient(configuration);
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

export const dynamodbClient = createDynamodbClient({ ...clientConfiguration });
