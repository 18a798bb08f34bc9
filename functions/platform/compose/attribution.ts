import { AthenaAttributionLake } from '#attribution/adapters/athena-attribution-lake';
import { AthenaCorrectionLake } from '#attribution/adapters/athena-correction-lake';
import { DynamodbClosedPeriods } from '#attribution/adapters/dynamodb-closed-periods';
import { S3LakeDocuments } from '#attribution/adapters/s3-lake-documents';
import { S3RunStages } from '#attribution/adapters/s3-run-stages';
import type { CorrectionLake } from '#attribution/correction-ports';
import type { AttributionLake, ClosedPeriods, LakeDocuments, RunInputs } from '#attribution/ports';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { s3Client } from '#platform/clients/s3';
import { athenaQueries } from '#platform/compose/athena';
import { readEnvironment } from '#platform/environment';

const lakeBucket = () => readEnvironment('LAKE_BUCKET').LAKE_BUCKET;

/** `patienceMilliseconds`: how long one query may keep its caller waiting. */
export function attributionLake(options: { readonly patienceMilliseconds?: number } = {}): AttributionLake {
  return new AthenaAttributionLake(athenaQueries(options), new S3RunStages(s3Client, lakeBucket()));
}

export function correctionLake(): CorrectionLake {
  return new AthenaCorrectionLake(athenaQueries(), new S3RunStages(s3Client, lakeBucket()));
}

export function runInputs(): RunInputs {
  return new S3RunStages(s3Client, lakeBucket());
}

export function lakeDocuments(): LakeDocuments {
  return new S3LakeDocuments(s3Client, lakeBucket());
}

export function closedPeriods(): ClosedPeriods {
  return new DynamodbClosedPeriods(dynamodbClient, readEnvironment('CONTROL_TABLE').CONTROL_TABLE);
}
