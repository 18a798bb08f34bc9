import { createLakeCatalogStore } from '#catalog/adapters/lake-catalog-store';
import type { CatalogStore } from '#catalog/workbench';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { s3Client } from '#platform/clients/s3';
import { readEnvironment } from '#platform/environment';

/** The catalogue; reports use it as their `CatalogSnapshots`. */
export function catalogStore(): CatalogStore {
  const { CONTROL_TABLE, LAKE_BUCKET } = readEnvironment('CONTROL_TABLE', 'LAKE_BUCKET');
  return createLakeCatalogStore({
    dynamodb: dynamodbClient,
    s3: s3Client,
    controlTable: CONTROL_TABLE,
    lakeBucket: LAKE_BUCKET,
  });
}
