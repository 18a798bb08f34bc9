import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { grantObjectList, grantObjectRead, grantObjectWrite } from '#infra/constructs/object-grants';
import type { RoyaltyFunction } from '#infra/constructs/royalty-function';
import type { StorageStack } from '#infra/stacks/storage-stack';

/** Tables of the lake that a function's queries name; each lies in the folder of its name. */
export interface QueriedTables {
  readonly reads: readonly string[];
  /** Tables whose runs it unloads, too. */
  readonly writes?: readonly string[];
}

/** Lets a function query tables of the lake and unload into others: Athena reads and writes with the rights of whoever asks. */
export function grantAthena(fn: RoyaltyFunction, storage: StorageStack, { reads, writes = [] }: QueriedTables): void {
  const { lakeBucket, glueDatabaseName, athenaWorkgroupName } = storage;
  const arn = (service: string, resource: string) => fn.stack.formatArn({ service, resource });
  const tables = [...new Set([...reads, ...writes])];
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ['athena:StartQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults'],
      resources: [arn('athena', `workgroup/${athenaWorkgroupName}`)],
    }),
  );
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'],
      resources: [
        arn('glue', 'catalog'),
        arn('glue', `database/${glueDatabaseName}`),
        ...tables.map((table) => arn('glue', `table/${glueDatabaseName}/${table}`)),
      ],
    }),
  );
  fn.addToRolePolicy(new PolicyStatement({ actions: ['s3:GetBucketLocation'], resources: [lakeBucket.bucketArn] }));
  grantObjectList(lakeBucket, fn);
  for (const table of reads) if (!writes.includes(table)) grantObjectRead(lakeBucket, fn, `${table}/`);
  for (const table of writes) grantObjectWrite(lakeBucket, fn, `${table}/`);
  grantObjectWrite(lakeBucket, fn, 'athena-results/');
}
