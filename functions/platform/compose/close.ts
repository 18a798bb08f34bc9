import { DynamodbPeriodRegister } from '#close/adapters/dynamodb-period-register';
import { S3PeriodTraces } from '#close/adapters/s3-period-traces';
import { S3TotalsReader } from '#close/adapters/s3-totals-reader';
import type { PeriodRegister, PeriodTraces, TotalsReader } from '#close/ports';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { s3Client } from '#platform/clients/s3';
import { readEnvironment } from '#platform/environment';

export function periodRegister(): PeriodRegister {
  return new DynamodbPeriodRegister(dynamodbClient, readEnvironment('CONTROL_TABLE').CONTROL_TABLE);
}

export function periodTraces(): PeriodTraces {
  return new S3PeriodTraces(s3Client, readEnvironment('LAKE_BUCKET').LAKE_BUCKET);
}

export function totalsReader(): TotalsReader {
  return new S3TotalsReader(s3Client, readEnvironment('LAKE_BUCKET').LAKE_BUCKET);
}
