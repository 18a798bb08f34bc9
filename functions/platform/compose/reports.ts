import { dynamodbClient } from '#platform/clients/dynamodb';
import { s3Client } from '#platform/clients/s3';
import { stepFunctionsClient } from '#platform/clients/step-functions';
import { athenaQueries } from '#platform/compose/athena';
import { readEnvironment } from '#platform/environment';
import { AthenaLakeQueries } from '#reports/adapters/athena-lake-queries';
import { openReport } from '#reports/adapters/decode-report';
import { DynamodbBatchRegister } from '#reports/adapters/dynamodb-batch-register';
import { DynamodbMappingStore } from '#reports/adapters/dynamodb-mapping-store';
import { DynamodbReportRegister } from '#reports/adapters/dynamodb-report-register';
import { S3ErrorLog } from '#reports/adapters/s3-error-log';
import { S3ReportFiles } from '#reports/adapters/s3-report-files';
import { StepFunctionsWaiters } from '#reports/adapters/step-functions-waiters';
import type {
  BatchRegister,
  ErrorLog,
  LakeQueries,
  MappingStore,
  ReportFiles,
  ReportOpener,
  ReportRegister,
  Waiters,
} from '#reports/ports';

/** A route answers within API Gateway's 30 s or says that it did not. */
const ROUTE_PATIENCE_MILLISECONDS = 25_000;

const controlTable = () => readEnvironment('CONTROL_TABLE').CONTROL_TABLE;
const lakeBucket = () => readEnvironment('LAKE_BUCKET').LAKE_BUCKET;

export function reportRegister(): ReportRegister {
  return new DynamodbReportRegister(dynamodbClient, controlTable());
}

export function batchRegister(): BatchRegister {
  return new DynamodbBatchRegister(dynamodbClient, controlTable());
}

export function mappingStore(): MappingStore {
  return new DynamodbMappingStore(dynamodbClient, controlTable());
}

export function reportFiles(): ReportFiles {
  return new S3ReportFiles(s3Client, lakeBucket());
}

export function reportOpener(): ReportOpener {
  return { open: (file, fileName) => openReport(file, fileName) };
}

export function errorLog(): ErrorLog {
  return new S3ErrorLog(s3Client, lakeBucket());
}

export function waiters(): Waiters {
  return new StepFunctionsWaiters(stepFunctionsClient);
}

export function lakeQueries(): LakeQueries {
  return new AthenaLakeQueries(athenaQueries({ patienceMilliseconds: ROUTE_PATIENCE_MILLISECONDS }));
}
