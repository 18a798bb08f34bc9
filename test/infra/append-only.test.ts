import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { covers, roleStatements, type Statement, statementsOf } from '#test/support/policies';
import { ofType, type SynthesizedApp, synthesized } from '#test/support/templates';

/** Everything in DynamoDB that could change, remove or replace what the ledger table holds, save the insert. */
const LEDGER_CHANGES = [
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'PartiQLUpdate',
  'PartiQLDelete',
  'DeleteTable',
  'UpdateTable',
  'UpdateGlobalTable',
  'UpdateTimeToLive',
  'UpdateContinuousBackups',
  'ImportTable',
  'RestoreTableFromBackup',
  'RestoreTableToPointInTime',
  'PutResourcePolicy',
  'DeleteResourcePolicy',
].map((name) => `dynamodb:${name}`);

const replicasSchema = z.array(z.object({ ResourcePolicy: z.object({ PolicyDocument: z.unknown() }) }));

/** The changes to the ledger that the statement allows; a resource that is not certainly another one counts as the ledger. */
function ledgerChangesOf(statement: Statement, ledgerLogicalId: string): string[] {
  if (statement.effect === 'Deny') return [];
  if (statement.isInverted) return ['NotAction or NotResource'];
  if (!statement.resources.some((resource) => mayBeLedger(resource, ledgerLogicalId))) return [];
  return LEDGER_CHANGES.filter((action) => statement.actions.some((pattern) => covers(pattern, action)));
}

function mayBeLedger(resource: unknown, ledgerLogicalId: string): boolean {
  const text = JSON.stringify(resource);
  if (text.includes(ledgerLogicalId) || text.includes('royalty-ledger')) return true;
  if (typeof resource !== 'string') return /table\/[^"]*\*/.test(text);
  return covers(resource, 'arn:aws:dynamodb:us-east-1:000000000000:table/royalty-ledger');
}

describe('the ledger is append-only by permission (R27)', () => {
  let synth: SynthesizedApp;
  let ledger = '';
  beforeAll(() => {
    synth = synthesized('prod');
    const tables = ofType(synth, 'AWS::DynamoDB::GlobalTable');
    ledger = tables.find((table) => table.properties['TableName'] === 'royalty-ledger-prod')?.logicalId ?? '';
  });

  it('no role of any template may change or remove a ledger item', () => {
    const changes = roleStatements(synth).flatMap((statement) =>
      ledgerChangesOf(statement, ledger).map((action) => `${statement.holder}: ${action}`),
    );

    expect(ledger).not.toBe('');
    expect(changes).toEqual([]);
  });

  it('no role carries an AWS-managed policy, whose statements no template shows', () => {
    const managed = ofType(synth, 'AWS::IAM::Role').filter(
      (role) => role.properties['ManagedPolicyArns'] !== undefined,
    );

    expect(managed.map((role) => role.logicalId)).toEqual([]);
  });

  it('the table itself denies every change to everybody, the administrator too', () => {
    const table = synth.resources.find((resource) => resource.logicalId === ledger);
    const [replica] = replicasSchema.parse(table?.properties['Replicas']);

    const [statement] = statementsOf({ stack: '', logicalId: ledger }, replica?.ResourcePolicy.PolicyDocument);

    expect(statement?.effect).toBe('Deny');
    expect(statement?.condition).toBeUndefined();
    expect(statement?.actions).toEqual(expect.arrayContaining(LEDGER_CHANGES.slice(0, 6)));
    expect(statement?.actions).not.toContain('dynamodb:PartiQLInsert');
  });

  it.each([
    [['dynamodb:*'], ['*']],
    [['dynamodb:Put*'], [{ 'Fn::ImportValue': 'royalty-storage:ExportsOutputFnGetAttLedgerA1B2Arn' }]],
    [['*'], ['arn:aws:dynamodb:*:*:table/royalty-*']],
    [['dynamodb:PartiQL*'], [{ 'Fn::GetAtt': ['LedgerA1B2', 'Arn'] }]],
    [['dynamodb:UpdateItem'], [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':dynamodb:x:y:table/*']] }]],
  ])('would see %j on %j', (actions, resources) => {
    const [statement] = statementsOf(
      { stack: 's', logicalId: 'p' },
      { Statement: [{ Effect: 'Allow', Action: actions, Resource: resources }] },
    );

    expect(statement && ledgerChangesOf(statement, 'LedgerA1B2')).not.toEqual([]);
  });

  it('lets an insert and reads pass', () => {
    const [statement] = statementsOf(
      { stack: 's', logicalId: 'p' },
      {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['dynamodb:PartiQLInsert', 'dynamodb:Query'],
            Resource: { 'Fn::GetAtt': ['LedgerA1B2', 'Arn'] },
          },
        ],
      },
    );

    expect(statement && ledgerChangesOf(statement, 'LedgerA1B2')).toEqual([]);
  });
});
