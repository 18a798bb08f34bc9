import { dynamodbClient } from '#platform/clients/dynamodb';
import { s3Client } from '#platform/clients/s3';
import { readEnvironment } from '#platform/environment';
import { createExternalFlags } from '#plays/adapters/control-external-flags';
import { openFlagWorkbench as openWorkbench } from '#plays/adapters/duckdb-flag-workbench';
import type { ExternalFlagStore, OpenFlagWorkbench } from '#plays/external-flag-ports';

/** Apart from the flags that rules find, since only the import carries DuckDB. */
export const openFlagWorkbench: OpenFlagWorkbench = () => openWorkbench();

export function externalFlags(): ExternalFlagStore {
  const { CONTROL_TABLE, LAKE_BUCKET } = readEnvironment('CONTROL_TABLE', 'LAKE_BUCKET');
  return createExternalFlags({
    dynamodb: dynamodbClient,
    s3: s3Client,
    controlTable: CONTROL_TABLE,
    lakeBucket: LAKE_BUCKET,
  });
}
