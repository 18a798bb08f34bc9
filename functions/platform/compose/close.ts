import { DynamodbAdjustmentRegister } from '#close/adapters/dynamodb-adjustment-register';
import { DynamodbPeriodRegister } from '#close/adapters/dynamodb-period-register';
import { LakePlayTraces } from '#close/adapters/lake-play-traces';
import { S3TotalsReader } from '#close/adapters/s3-totals-reader';
import type { AdjustmentRegister } from '#close/adjustment-ports';
import type { PeriodRegister, PlayTraces, TotalsReader } from '#close/ports';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { s3Client } from '#platform/clients/s3';
import { readEnvironment } from '#platform/environment';

export function periodRegister(): PeriodRegister {
  return new DynamodbPeriodRegister(dynamodbClient, readEnvironment('CONTROL_TABLE').CONTROL_TABLE);
}

export function adjustmentRegister(): AdjustmentRegister {
  return new DynamodbAdjustmentRegister(dynamodbClient, readEnvironment('CONTROL_TABLE').CONTROL_TABLE);
}

export function playTraces(): PlayTraces {
  const { CONTROL_TABLE, LAKE_BUCKET } = readEnvironment('CONTROL_TABLE', 'LAKE_BUCKET');
  return new LakePlayTraces({
    dynamodb: dynamodbClient,
    s3: s3Client,
    controlTable: CONTROL_TABLE,
    lakeBucket: LAKE_BUCKET,
  });
}

export function totalsReader(): TotalsReader {
  return new S3TotalsReader(s3Client, readEnvironment('LAKE_BUCKET').LAKE_BUCKET);
}
