import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { grantControlRead, grantControlWrite } from '#infra/constructs/control-grants';
import { grantLedgerInsert } from '#infra/constructs/ledger-grants';
import { grantObjectList, grantObjectRead, grantObjectWrite } from '#infra/constructs/object-grants';
import { RoyaltyFunction, type RoyaltyFunctionProps } from '#infra/constructs/royalty-function';
import { physicalName } from '#infra/constructs/stage';
import type { StorageStack } from '#infra/stacks/storage-stack';

/** What nobody gets while a payout run stands still. */
export const UNPAID = 'rights holders are not paid although their money is payable';
/** Keys of runs and payments, and of what payees are told and taxed. */
export const RECORDS = ['PAYOUT#*', 'PAYEE#*'];
/** What a run reads of whom it pays. */
export const PAYEES = ['HOLDER#*', 'DESTINATION#*', 'TAXFORMS#*', 'HOLD#*', 'FX#*'];
const FILES = 'payouts/';

/** The functions of payout runs, each with the rights of its kind. */
export class PayoutFunctions {
  readonly #scope: Construct;
  readonly #storage: StorageStack;
  /** By name, since functions of the machine wake it. */
  readonly #machineArn: string;

  constructor(scope: Construct, storage: StorageStack) {
    this.#scope = scope;
    this.#storage = storage;
    this.#machineArn = Stack.of(scope).formatArn({
      service: 'states',
      resource: `stateMachine:${physicalName(scope, 'payout-run')}`,
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
  }

  /** A function that moves runs and payments. */
  step(id: string, file: string, size: Partial<RoyaltyFunctionProps> = {}): RoyaltyFunction {
    const fn = this.reader(id, file, UNPAID, { timeout: Duration.minutes(15), memoryMegabytes: 1024, ...size });
    grantControlWrite(this.#storage.controlTable, fn, RECORDS);
    return fn;
  }

  /** A step that appends to the ledger: it reserves, instructs, voids or settles. */
  posting(id: string, file: string, reads: readonly string[] = []): RoyaltyFunction {
    const { ledgerTable, controlTable } = this.#storage;
    const fn = this.step(id, file);
    fn.addEnvironment('LEDGER_TABLE', ledgerTable.tableName);
    grantLedgerInsert(ledgerTable, fn);
    if (reads.length > 0) grantControlRead(controlTable, fn, reads);
    return fn;
  }

  /** A step that tells people on the platform's bus. */
  telling(id: string, file: string): RoyaltyFunction {
    const fn = this.step(id, file);
    fn.addEnvironment('EVENT_BUS', this.#storage.eventBus.eventBusName);
    this.#storage.eventBus.grantPutEventsTo(fn);
    return fn;
  }

  /** A function that only asks, until it is granted more. */
  reader(id: string, file: string, errorImpact: string, size: Partial<RoyaltyFunctionProps> = {}): RoyaltyFunction {
    const fn = new RoyaltyFunction(this.#scope, id, {
      file: `functions/payouts/handlers/${file}.ts`,
      errorImpact,
      ...size,
      environment: { CONTROL_TABLE: this.#storage.controlTable.tableName, PAYOUT_RUN_ARN: this.#machineArn },
    });
    grantControlRead(this.#storage.controlTable, fn, RECORDS);
    return fn;
  }

  allowStarting(fn: RoyaltyFunction): void {
    grantControlWrite(this.#storage.controlTable, fn, RECORDS);
    fn.addToRolePolicy(new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.#machineArn] }));
  }

  /** Lets a function answer the token that an execution waits with. */
  allowWaking(fn: RoyaltyFunction): void {
    fn.addToRolePolicy(new PolicyStatement({ actions: ['states:SendTaskSuccess'], resources: [this.#machineArn] }));
  }

  /** Lets a function put files of runs into the documents, or with `isReader` fetch them only. */
  allowFiles(fn: RoyaltyFunction, { isReader }: { readonly isReader: boolean }): void {
    const { documentsBucket } = this.#storage;
    fn.addEnvironment('DOCUMENTS_BUCKET', documentsBucket.bucketName);
    if (isReader) grantObjectRead(documentsBucket, fn, FILES);
    else grantObjectWrite(documentsBucket, fn, FILES);
    grantObjectList(documentsBucket, fn);
  }
}
