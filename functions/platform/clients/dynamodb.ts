import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientConfiguration } from '#platform/clients/configuration';

export const dynamodbClient = new DynamoDBClient({ ...clientConfiguration });
