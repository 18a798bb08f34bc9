import { afterAll, beforeAll, describe } from 'vitest';
import { DynamodbAuditBook } from '#audit/adapters/dynamodb-audit-book';
import { memoryAudit } from '#test/support/audit/audit-memory';
import { auditBookContract } from '#test/support/audit/book-contract';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';

let dynoxide: Dynoxide;
let used = 0;

beforeAll(async () => {
  dynoxide = await startDynoxide();
});

afterAll(() => dynoxide.stop());

const fresh = () => `check-${++used}`;

describe('the audit book in memory', () => {
  auditBookContract(() => memoryAudit().book, fresh);
});

describe('the audit book on DynamoDB', () => {
  auditBookContract(() => new DynamodbAuditBook(dynoxide.client, dynoxide.controlTable), fresh);
});
