import { beforeAll, describe, expect, it } from 'vitest';
import { ofType, type SynthesizedApp, synthesized } from '#test/support/templates';

const STATEFUL = [
  'AWS::S3::Bucket',
  'AWS::DynamoDB::GlobalTable',
  'AWS::Kinesis::Stream',
  'AWS::Cognito::UserPool',
  'AWS::Glue::Database',
  'AWS::Athena::WorkGroup',
  'AWS::Events::EventBus',
];

describe('storage', () => {
  let local: SynthesizedApp;
  let production: SynthesizedApp;
  beforeAll(() => {
    local = synthesized('local');
    production = synthesized('prod');
  });

  it('has the names of the interfaces locally, and the stage in them elsewhere', () => {
    const names = (synth: SynthesizedApp, type: string, property: string) =>
      ofType(synth, type).map((resource) => JSON.stringify(resource.properties[property]));

    expect(names(local, 'AWS::S3::Bucket', 'BucketName')).toEqual(
      expect.arrayContaining(['"royalty-drops"', '"royalty-lake"', '"royalty-documents"']),
    );
    expect(names(local, 'AWS::DynamoDB::GlobalTable', 'TableName').toSorted()).toEqual([
      '"royalty-control"',
      '"royalty-ledger"',
    ]);
    expect(names(local, 'AWS::Kinesis::Stream', 'Name')).toEqual(['"royalty-plays"']);
    expect(names(local, 'AWS::Events::EventBus', 'Name')).toEqual(['"royalty-events"']);
    expect(names(production, 'AWS::DynamoDB::GlobalTable', 'TableName')).toContain('"royalty-ledger-prod"');
  });

  it('outlives its stack', () => {
    const stateful = production.resources.filter((resource) => STATEFUL.includes(resource.type));

    for (const resource of stateful) {
      expect(resource.deletionPolicy, resource.logicalId).toBe('Retain');
      expect(resource.updateReplacePolicy, resource.logicalId).toBe('Retain');
    }
    expect(stateful.length).toBeGreaterThan(STATEFUL.length);
  });

  it('stands in one stateful stack', () => {
    const stacks = new Set(
      production.resources.filter((resource) => STATEFUL.includes(resource.type)).map((resource) => resource.stack),
    );

    expect([...stacks]).toEqual(['royalty-storage-prod']);
  });

  it('keeps tables recoverable to any second and refuses to delete them', () => {
    for (const table of ofType(production, 'AWS::DynamoDB::GlobalTable')) {
      expect(table.properties['Replicas']).toEqual([
        expect.objectContaining({
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: expect.objectContaining({ PointInTimeRecoveryEnabled: true }),
        }),
      ]);
    }
  });

  it('keeps buckets private, encrypted, versioned and behind TLS', () => {
    const policies = ofType(production, 'AWS::S3::BucketPolicy').map((policy) => JSON.stringify(policy.properties));

    for (const bucket of ofType(production, 'AWS::S3::Bucket')) {
      expect(bucket.properties, bucket.logicalId).toMatchObject({
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: expect.anything(),
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
      const own = policies.find((policy) => policy.includes(`"Bucket":{"Ref":"${bucket.logicalId}"}`));
      expect(own, bucket.logicalId).toContain('"aws:SecureTransport":"false"');
    }
  });

  it('locks the documents and tells EventBridge of the drops, without a custom resource', () => {
    const buckets = ofType(local, 'AWS::S3::Bucket');
    const named = (name: string) => buckets.find((bucket) => bucket.properties['BucketName'] === name)?.properties;

    expect(named('royalty-documents')).toMatchObject({ ObjectLockEnabled: true });
    expect(named('royalty-drops')?.['NotificationConfiguration']).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    expect(local.resources.filter((resource) => resource.type.startsWith('Custom::'))).toEqual([]);
  });

  it('lets nobody sign up, sign in without a second factor, or rewrite whom they speak for', () => {
    const [pool] = ofType(production, 'AWS::Cognito::UserPool');
    const [client] = ofType(production, 'AWS::Cognito::UserPoolClient');

    expect(pool?.properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      DeletionProtection: 'ACTIVE',
    });
    expect(client?.properties).toMatchObject({ WriteAttributes: ['email'], AllowedOAuthFlows: ['code'] });
    expect(JSON.stringify(client?.properties['ExplicitAuthFlows'] ?? [])).not.toMatch(/PASSWORD/);
    expect(client?.properties['AllowedOAuthScopes']).not.toContain('aws.cognito.signin.user.admin');
  });

  it('has one group for each role', () => {
    const groups = ofType(production, 'AWS::Cognito::UserPoolGroup').map((group) =>
      String(group.properties['GroupName']),
    );

    expect(groups.toSorted()).toEqual(['admin', 'approver', 'auditor', 'holder', 'ops']);
  });
});
