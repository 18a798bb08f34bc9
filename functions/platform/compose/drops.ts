import { createDropList } from '#drops/adapters/dynamodb-drop-list';
import { createDropRecords } from '#drops/adapters/dynamodb-drop-records';
import { createDropArchive, openArchived } from '#drops/adapters/s3-drop-archive';
import { createDropsBucket } from '#drops/adapters/s3-drops-bucket';
import { createUploadSigner } from '#drops/adapters/s3-upload-signer';
import { createDropExecutions } from '#drops/adapters/step-functions-executions';
import type { DropArchive, DropExecutions, DropRecords, DropsBucket, ListDrops, UploadSigner } from '#drops/ports';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { s3Client } from '#platform/clients/s3';
import { s3PresignClient } from '#platform/clients/s3-presign';
import { stepFunctionsClient } from '#platform/clients/step-functions';
import { readEnvironment } from '#platform/environment';

/** The status of drops; reports use it as their `DropRegister`. */
export function dropRecords(): DropRecords {
  const { CONTROL_TABLE } = readEnvironment('CONTROL_TABLE');
  return createDropRecords({ dynamodb: dynamodbClient, controlTable: CONTROL_TABLE });
}

export function dropList(): ListDrops {
  const { CONTROL_TABLE } = readEnvironment('CONTROL_TABLE');
  return createDropList({ dynamodb: dynamodbClient, controlTable: CONTROL_TABLE });
}

export function dropArchive(): DropArchive {
  const { LAKE_BUCKET } = readEnvironment('LAKE_BUCKET');
  return createDropArchive({ s3: s3Client, lakeBucket: LAKE_BUCKET });
}

/** Opens archived bytes as a stream, by their key in the lake. */
export function archivedBytes(): (archiveKey: string) => Promise<AsyncIterable<Uint8Array>> {
  const { LAKE_BUCKET } = readEnvironment('LAKE_BUCKET');
  return (archiveKey) => openArchived({ s3: s3Client, lakeBucket: LAKE_BUCKET }, archiveKey);
}

export function dropsBucket(): DropsBucket {
  const { DROPS_BUCKET } = readEnvironment('DROPS_BUCKET');
  return createDropsBucket({ s3: s3Client, dropsBucket: DROPS_BUCKET });
}

export function dropExecutions(): DropExecutions {
  const { INGEST_REPORT_ARN, INGEST_DROP_ARN } = readEnvironment('INGEST_REPORT_ARN', 'INGEST_DROP_ARN');
  return createDropExecutions({
    stepFunctions: stepFunctionsClient,
    ingestReportArn: INGEST_REPORT_ARN,
    ingestDropArn: INGEST_DROP_ARN,
  });
}

export function uploadSigner(): UploadSigner {
  const { DROPS_BUCKET } = readEnvironment('DROPS_BUCKET');
  return createUploadSigner({ s3: s3PresignClient, dropsBucket: DROPS_BUCKET });
}
