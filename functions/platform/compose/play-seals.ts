import { dynamodbClient } from '#platform/clients/dynamodb';
import { s3Client } from '#platform/clients/s3';
import { athenaQueries } from '#platform/compose/athena';
import { readEnvironment } from '#platform/environment';
import { createSealQueries } from '#plays/adapters/athena-seal-queries';
import { createLakeHeads } from '#plays/adapters/control-lake-heads';
import { createSealBook } from '#plays/adapters/control-seal-book';
import { createLakeDocuments } from '#plays/adapters/s3-lake-documents';
import { createSealLake } from '#plays/adapters/s3-seal-lake';
import type { LakeDocuments, SealMarks } from '#plays/compaction-ports';
import type { SealBeginnings, SealBook, SealLake, SealQueries } from '#plays/seal-ports';

/** The seals of country-periods, for whoever reads or makes them. */
export function playSeals(): SealBook & SealMarks & SealBeginnings {
  const { CONTROL_TABLE, LAKE_BUCKET } = readEnvironment('CONTROL_TABLE', 'LAKE_BUCKET');
  return createSealBook({
    dynamodb: dynamodbClient,
    controlTable: CONTROL_TABLE,
    s3: s3Client,
    lakeBucket: LAKE_BUCKET,
    heads: createLakeHeads({ dynamodb: dynamodbClient, controlTable: CONTROL_TABLE }),
  });
}

/** What of the lake counts. */
export function lakeDocuments(): LakeDocuments {
  return createLakeDocuments({ s3: s3Client, lakeBucket: readEnvironment('LAKE_BUCKET').LAKE_BUCKET });
}

export function sealQueries(): SealQueries {
  return createSealQueries(athenaQueries());
}

export function sealLake(): SealLake {
  return createSealLake({ s3: s3Client, lakeBucket: readEnvironment('LAKE_BUCKET').LAKE_BUCKET });
}
