import { AthenaReleaseLake } from '#attribution/adapters/athena-release-lake';
import { S3RunStages } from '#attribution/adapters/s3-run-stages';
import type { ReleaseLake } from '#attribution/ports';
import { DynamodbReleaseRegister } from '#close/adapters/dynamodb-release-register';
import { S3ReleaseTotals } from '#close/adapters/s3-release-totals';
import type { ProvenPeriods, ReleaseRegister, ReleaseTotalsReader } from '#close/release-ports';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { s3Client } from '#platform/clients/s3';
import { athenaQueries } from '#platform/compose/athena';
import { readEnvironment } from '#platform/environment';

const lakeBucket = () => readEnvironment('LAKE_BUCKET').LAKE_BUCKET;

export function releaseLake(): ReleaseLake {
  return new AthenaReleaseLake(athenaQueries(), new S3RunStages(s3Client, lakeBucket()));
}

export function releaseRegister(): ReleaseRegister {
  return new DynamodbReleaseRegister(dynamodbClient, readEnvironment('CONTROL_TABLE').CONTROL_TABLE);
}

export function releaseTotalsReader(): ReleaseTotalsReader {
  return new S3ReleaseTotals(s3Client, lakeBucket());
}

export function provenPeriods(): ProvenPeriods {
  return new S3ReleaseTotals(s3Client, lakeBucket());
}
