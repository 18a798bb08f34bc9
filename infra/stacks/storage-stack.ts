import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { AttributeType, Billing, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import { PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { type Bucket, HttpMethods, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { consoleUrlOf } from '#infra/constructs/console-url';
import { Identity } from '#infra/constructs/identity';
import { denyLedgerChanges } from '#infra/constructs/ledger-grants';
import { denyUploadsExceptOperators } from '#infra/constructs/operator-uploads';
import { RoyaltyBucket } from '#infra/constructs/royalty-bucket';
import { physicalName } from '#infra/constructs/stage';

const DOCUMENT_RETENTION = Duration.days(3653);

/** Everything that remembers; nothing here is ever removed with its stack. */
export class StorageStack extends Stack {
  readonly dropsBucket: Bucket;
  readonly lakeBucket: Bucket;
  /** Statements, tax documents, payout files: locked for ten years. */
  readonly documentsBucket: Bucket;
  /** Append-only by permission (R27): use `grantLedgerInsert` and `grantLedgerRead`, never the table's own grants. */
  readonly ledgerTable: TableV2;
  readonly controlTable: TableV2;
  readonly playsStream: Stream;
  readonly eventBus: EventBus;
  readonly identity: Identity;
  /** The console's built files; CloudFront alone reads them. */
  readonly consoleBucket: Bucket;
  readonly glueDatabaseName: string;
  readonly athenaWorkgroupName: string;

  constructor(scope: Construct, id: string) {
    super(scope, id, { description: 'Pennywhistle: what is remembered', terminationProtection: true });
    const accessLogs = new RoyaltyBucket(this, 'AccessLogs', { name: 'royalty-access-logs' });
    this.dropsBucket = new RoyaltyBucket(this, 'Drops', { name: 'royalty-drops', accessLogs, emitsEvents: true });
    denyUploadsExceptOperators(this.dropsBucket);
    // The console uploads to the signed address from the browser.
    this.dropsBucket.addCorsRule({
      allowedOrigins: [consoleUrlOf(this)],
      allowedMethods: [HttpMethods.PUT],
      allowedHeaders: ['content-type', 'x-amz-meta-sheet-id'],
      maxAge: 600,
    });
    this.lakeBucket = new RoyaltyBucket(this, 'Lake', { name: 'royalty-lake', accessLogs });
    for (const prefix of ['athena-results/', 'ledger_exports/'])
      this.lakeBucket.addLifecycleRule({ prefix, expiration: Duration.days(7) });
    this.documentsBucket = new RoyaltyBucket(this, 'Documents', {
      name: 'royalty-documents',
      accessLogs,
      lock: ObjectLockRetention.governance(DOCUMENT_RETENTION),
    });
    this.consoleBucket = new RoyaltyBucket(this, 'Console', { name: 'royalty-console', accessLogs });
    this.consoleBucket.addToResourcePolicy(
      new PolicyStatement({
        actions: ['s3:GetObject'],
        principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
        resources: [this.consoleBucket.arnForObjects('*')],
        // The distribution stands in a stack that depends on this one, so its account is named and not its id.
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    this.ledgerTable = this.#table('Ledger', 'royalty-ledger', {
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      resourcePolicy: new PolicyDocument({ statements: [denyLedgerChanges()] }),
    });
    this.controlTable = this.#table('Control', 'royalty-control', {
      timeToLiveAttribute: 'expires_at_seconds',
      globalSecondaryIndexes: [
        {
          indexName: 'gsi1',
          partitionKey: { name: 'gsi1pk', type: AttributeType.STRING },
          sortKey: { name: 'gsi1sk', type: AttributeType.STRING },
        },
      ],
    });
    this.playsStream = new Stream(this, 'Plays', {
      streamName: physicalName(this, 'royalty-plays'),
      streamMode: StreamMode.ON_DEMAND,
      encryption: StreamEncryption.MANAGED,
      retentionPeriod: Duration.days(7),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.eventBus = new EventBus(this, 'Events', { eventBusName: physicalName(this, 'royalty-events') });
    this.eventBus.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.identity = new Identity(this, 'Identity');
    this.glueDatabaseName = this.#glueDatabase();
    this.athenaWorkgroupName = this.#athenaWorkgroup();
  }

  #table(id: string, name: string, special: Partial<ConstructorParameters<typeof TableV2>[2]>): TableV2 {
    return new TableV2(this, id, {
      tableName: physicalName(this, name),
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...special,
    });
  }

  #glueDatabase(): string {
    const name = physicalName(this, 'royalty_lake', '_');
    const database = new CfnDatabase(this, 'LakeDatabase', { catalogId: this.account, databaseInput: { name } });
    database.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return name;
  }

  #athenaWorkgroup(): string {
    const name = physicalName(this, 'royalty');
    const workgroup = new CfnWorkGroup(this, 'Athena', {
      name,
      workGroupConfiguration: {
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        resultConfiguration: {
          outputLocation: `s3://${this.lakeBucket.bucketName}/athena-results/`,
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    });
    workgroup.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return name;
  }
}
