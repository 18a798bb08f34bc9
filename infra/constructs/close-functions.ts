import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from '#infra/constructs/acknowledge';
import { grantControlRead, grantControlWrite } from '#infra/constructs/control-grants';
import { grantLedgerInsert } from '#infra/constructs/ledger-grants';
import { RoyaltyFunction, type RoyaltyFunctionProps } from '#infra/constructs/royalty-function';
import { physicalName } from '#infra/constructs/stage';
import type { StorageStack } from '#infra/stacks/storage-stack';

/** What nobody gets while a step of the close fails. */
export const UNPAID = 'rights holders of a country are not paid for a month';
/** Keys of the periods' records. */
export const RECORDS = ['PERIOD#*'];
/** Keys of adjustments of frozen periods. */
export const ADJUSTMENTS = ['ADJUSTMENTS#*'];

/** The functions of the close, each with the rights of its kind. */
export class CloseFunctions {
  readonly #scope: Construct;
  readonly #storage: StorageStack;
  /** By name, since functions of the machine wake it. */
  readonly #closePeriodArn: string;

  constructor(scope: Construct, storage: StorageStack) {
    this.#scope = scope;
    this.#storage = storage;
    this.#closePeriodArn = this.#statesArn(`stateMachine:${physicalName(scope, 'close-period')}`);
  }

  /** A function whose task waits for a person, or wakes at once when there is nothing to wait for. */
  waiting(id: string, file: string, reads?: readonly string[]): RoyaltyFunction {
    const fn = this.step(id, file);
    if (reads !== undefined) grantControlRead(this.#storage.controlTable, fn, reads);
    this.allowWaking(fn);
    return fn;
  }

  /** A function that appends to the ledger: what the pool becomes, or the one state by which that is available. */
  posting(id: string, file: string, size: Partial<RoyaltyFunctionProps> = {}): RoyaltyFunction {
    const fn = this.step(id, file, size);
    fn.addEnvironment('LEDGER_TABLE', this.#storage.ledgerTable.tableName);
    grantLedgerInsert(this.#storage.ledgerTable, fn);
    return fn;
  }

  /** A function that moves periods: it reads and writes their records. */
  step(id: string, file: string, size: Partial<RoyaltyFunctionProps> = {}): RoyaltyFunction {
    const fn = this.reader(id, file, UNPAID, size);
    grantControlWrite(this.#storage.controlTable, fn, RECORDS);
    return fn;
  }

  /** A function that only asks, until it is granted more. */
  reader(id: string, file: string, errorImpact: string, size: Partial<RoyaltyFunctionProps> = {}): RoyaltyFunction {
    const { controlTable, lakeBucket } = this.#storage;
    return new RoyaltyFunction(this.#scope, id, {
      file: `functions/close/handlers/${file}.ts`,
      errorImpact,
      memoryMegabytes: 1024,
      environment: {
        CONTROL_TABLE: controlTable.tableName,
        LAKE_BUCKET: lakeBucket.bucketName,
        CLOSE_PERIOD_ARN: this.#closePeriodArn,
      },
      ...size,
    });
  }

  /** Lets a function start executions of `close-period`, and look at them. */
  allowStarting(fn: RoyaltyFunction): void {
    grantControlWrite(this.#storage.controlTable, fn, RECORDS);
    const executions = `execution:${physicalName(this.#scope, 'close-period')}:*`;
    fn.addToRolePolicy(new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.#closePeriodArn] }));
    fn.addToRolePolicy(
      new PolicyStatement({ actions: ['states:DescribeExecution'], resources: [this.#statesArn(executions)] }),
    );
    if (fn.role === undefined) throw new Error(`${fn.node.id} has no role of its own`);
    acknowledge(
      fn.role,
      `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:${executions}]`,
      'Executions are named by period and attempt, which nobody knows beforehand.',
    );
  }

  /** Lets a function answer the token that an execution waits with. */
  allowWaking(fn: RoyaltyFunction): void {
    fn.addToRolePolicy(new PolicyStatement({ actions: ['states:SendTaskSuccess'], resources: [this.#closePeriodArn] }));
  }

  #statesArn(resource: string): string {
    return Stack.of(this.#scope).formatArn({ service: 'states', resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
  }
}
