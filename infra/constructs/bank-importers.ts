import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { grantControlList, grantControlRead, grantControlWrite } from '#infra/constructs/control-grants';
import { grantLedgerInsert } from '#infra/constructs/ledger-grants';
import { grantObjectList, grantObjectRead, grantObjectWrite } from '#infra/constructs/object-grants';
import { RECORDS as PAYMENT_ITEMS } from '#infra/constructs/payout-functions';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import type { StorageStack } from '#infra/stacks/storage-stack';

/** Items of bank statements, of their open lines, of accounts' chains, and of what explains one line and no other. */
export const SETTLEMENT_ITEMS = ['BANKSTATEMENT#*', 'BANKLINE#*', 'BANKACCOUNTS', 'BANKEXPLAINED#*'];
/** The lists of statements and of open lines. */
export const SETTLEMENT_LISTS = ['BANKSTATEMENTS', 'BANKLINES#OPEN'];
/** Where the lines of settled statements stand in the lake. */
export const SETTLED_LINES = 'settlement/';

/** What a function that explains lines may touch: its own items, payments, remittances, the ledger. */
export function grantSettlement(
  fn: RoyaltyFunction,
  { controlTable, lakeBucket, ledgerTable, eventBus }: StorageStack,
): void {
  grantControlWrite(controlTable, fn, [...SETTLEMENT_ITEMS, ...PAYMENT_ITEMS]);
  grantControlList(controlTable, fn, ['PAYOUTS']);
  grantControlRead(controlTable, fn, ['REPORT#*']);
  grantLedgerInsert(ledgerTable, fn);
  grantObjectRead(lakeBucket, fn, SETTLED_LINES);
  grantObjectWrite(lakeBucket, fn, SETTLED_LINES);
  grantObjectList(lakeBucket, fn);
  eventBus.grantPutEventsTo(fn);
}

/** The environment of a function that explains lines. */
export function settlementEnvironment({ controlTable, lakeBucket, ledgerTable, eventBus }: StorageStack) {
  return {
    CONTROL_TABLE: controlTable.tableName,
    LAKE_BUCKET: lakeBucket.bucketName,
    LEDGER_TABLE: ledgerTable.tableName,
    EVENT_BUS: eventBus.eventBusName,
  };
}

/** The importers of banks' statements and of rails' answers, for the machine `ingest-drop`. */
export function addBankImporters(scope: Construct, storage: StorageStack) {
  const importer = (id: string, file: string, errorImpact: string) => {
    const fn = new RoyaltyFunction(scope, id, {
      file: `functions/settlement/handlers/${file}.ts`,
      errorImpact,
      timeout: Duration.minutes(15),
      memoryMegabytes: 1024,
      environment: settlementEnvironment(storage),
    });
    grantSettlement(fn, storage);
    grantObjectRead(storage.lakeBucket, fn, 'archive/');
    return fn;
  };
  return {
    ImportBankFile: importer('ImportBankFile', 'import-bank-file', 'payments that the bank has made look unpaid'),
    ImportRailAnswers: importer(
      'ImportRailAnswers',
      'import-rail-answers',
      'holders whose payment was refused do not get their money back',
    ),
  };
}
