import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';

const READS = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
/** Fails on an existing key, so whoever has only this can append and never change (R27). */
const INSERT = 'dynamodb:PartiQLInsert';

/** Every action that could change or remove what the ledger holds. */
const CHANGES = [
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PartiQLDelete',
];

/** Lets a function read the ledger by key. */
export function grantLedgerRead(ledger: TableV2, grantee: IGrantable): Grant {
  return Grant.addToPrincipal({ grantee, actions: READS, resourceArns: [ledger.tableArn] });
}

/** Lets a function read the ledger and insert into it: the only write that any role of this project has there (R27). */
export function grantLedgerInsert(ledger: TableV2, grantee: IGrantable): Grant {
  return Grant.addToPrincipal({ grantee, actions: [...READS, INSERT], resourceArns: [ledger.tableArn] });
}

/** Lets an audit read the whole ledger in no order, such as the trial balance's repair job. */
export function grantLedgerScan(ledger: TableV2, grantee: IGrantable): Grant {
  return Grant.addToPrincipal({ grantee, actions: [...READS, 'dynamodb:Scan'], resourceArns: [ledger.tableArn] });
}

/** The table's own word, above every role's, an administrator's too: nothing in it is changed or removed (R27). */
export function denyLedgerChanges(): PolicyStatement {
  return new PolicyStatement({
    sid: 'AppendOnly',
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: CHANGES,
    resources: ['*'],
  });
}
