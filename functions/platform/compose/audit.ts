import { DynamodbAuditBook } from '#audit/adapters/dynamodb-audit-book';
import { EventBridgeAuditBell } from '#audit/adapters/event-bridge-audit-bell';
import { S3SealBook } from '#audit/adapters/s3-seal-book';
import { StepFunctionsAudits } from '#audit/adapters/step-functions-audits';
import type { AuditBell, AuditBook, AuditRuns } from '#audit/ports';
import type { SealBook } from '#audit/seal-ports';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { eventBridgeClient } from '#platform/clients/event-bridge';
import { s3Client } from '#platform/clients/s3';
import { stepFunctionsClient } from '#platform/clients/step-functions';
import { readEnvironment } from '#platform/environment';

export function auditBook(): AuditBook {
  return new DynamodbAuditBook(dynamodbClient, readEnvironment('CONTROL_TABLE').CONTROL_TABLE);
}

export function auditBell(): AuditBell {
  return new EventBridgeAuditBell(eventBridgeClient, readEnvironment('EVENT_BUS').EVENT_BUS);
}

export function auditRuns(): AuditRuns {
  return new StepFunctionsAudits(stepFunctionsClient, readEnvironment('RUN_AUDIT_ARN').RUN_AUDIT_ARN);
}

export function sealBook(): SealBook {
  return new S3SealBook(s3Client, readEnvironment('DOCUMENTS_BUCKET').DOCUMENTS_BUCKET);
}
