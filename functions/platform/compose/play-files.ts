import { openWorkDatabase } from '#platform/clients/duckdb';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { s3Client } from '#platform/clients/s3';
import { makeWorkDirectory } from '#platform/clients/s3-files';
import { readEnvironment } from '#platform/environment';
import { createArchivedPlayFiles } from '#plays/adapters/archived-play-files';
import { createSourceClaims } from '#plays/adapters/dynamodb-source-claims';
import type { PlayFiles, SourceClaims } from '#plays/intake-ports';

/** Apart from the other ports of plays, since only the import of drops reads files with DuckDB. */
export function playFiles(memoryMegabytes: number): PlayFiles {
  const { LAKE_BUCKET } = readEnvironment('LAKE_BUCKET');
  const openDatabase = async () => openWorkDatabase(await makeWorkDirectory(), memoryMegabytes);
  return createArchivedPlayFiles({ s3: s3Client, lakeBucket: LAKE_BUCKET, openDatabase });
}

export function sourceClaims(): SourceClaims {
  const { CONTROL_TABLE } = readEnvironment('CONTROL_TABLE');
  return createSourceClaims({ dynamodb: dynamodbClient, controlTable: CONTROL_TABLE });
}
