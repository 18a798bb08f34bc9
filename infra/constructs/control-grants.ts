import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';

const READS = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
/** Nothing in the control table is deleted by hand; what expires, expires by its TTL. */
const WRITES = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem', 'dynamodb:PartiQLInsert'];

/** Lets a function read the items of its own contexts, e.g. `['DROP#*']`; every context has prefixes of its own. */
export function grantControlRead(table: TableV2, grantee: IGrantable, prefixes: readonly string[]): void {
  grant({ actions: READS, resources: [table.tableArn] }, grantee, prefixes);
}

/** Lets a function read and write the items of its own contexts. */
export function grantControlWrite(table: TableV2, grantee: IGrantable, prefixes: readonly string[]): void {
  grant({ actions: [...READS, ...WRITES], resources: [table.tableArn] }, grantee, prefixes);
}

/** Lets a function read items of another context, and make a write of its own depend on what they say. */
export function grantControlCheck(table: TableV2, grantee: IGrantable, prefixes: readonly string[]): void {
  const actions = ['dynamodb:GetItem', 'dynamodb:ConditionCheckItem'];
  grant({ actions, resources: [table.tableArn] }, grantee, prefixes);
}

/** Lets a function list by the index `gsi1`, whose partitions have names of their own, e.g. `['DROPS#*']`. */
export function grantControlList(table: TableV2, grantee: IGrantable, prefixes: readonly string[]): void {
  grant({ actions: ['dynamodb:Query'], resources: [`${table.tableArn}/index/gsi1`] }, grantee, prefixes);
}

function grant(
  { actions, resources }: { readonly actions: readonly string[]; readonly resources: readonly string[] },
  grantee: IGrantable,
  prefixes: readonly string[],
): void {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: [...actions],
      resources: [...resources],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...prefixes] } },
    }),
  );
}
