import { dynamodbClient } from '#platform/clients/dynamodb';
import { readEnvironment } from '#platform/environment';
import { createDrainStore } from '#plays/adapters/dynamodb-drain-store';
import type { DrainStore } from '#plays/intake-ports';

export function drainStore(): DrainStore {
  const { CONTROL_TABLE } = readEnvironment('CONTROL_TABLE');
  return createDrainStore({ dynamodb: dynamodbClient, controlTable: CONTROL_TABLE });
}
