import { DynamodbDestinationBook } from '#holders/adapters/dynamodb-destination-book';
import {
  createDestinationRecords,
  createHolderDirectory,
  createHolderRecords,
  createPlanRecords,
  createTaxFormRecords,
} from '#holders/adapters/dynamodb-records';
import type { DestinationContent } from '#holders/destination';
import type { HolderContent, PlanContent } from '#holders/holder';
import type { DestinationBook, HolderDirectory, TaxFormBook } from '#holders/ports';
import { type TaxFormsContent, taxFormsOf } from '#holders/tax-form';
import type { VersionedRecords } from '#holders/versioned-records';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { readEnvironment } from '#platform/environment';

const options = () => ({
  dynamodb: dynamodbClient,
  controlTable: readEnvironment('CONTROL_TABLE').CONTROL_TABLE,
});

export function holderDirectory(): HolderDirectory {
  return createHolderDirectory(options());
}

export function holderRecords(): VersionedRecords<HolderContent> {
  return createHolderRecords(options());
}

export function planRecords(): VersionedRecords<PlanContent> {
  return createPlanRecords(options());
}

export function destinationRecords(): VersionedRecords<DestinationContent> {
  return createDestinationRecords(options());
}

export function destinationBook(): DestinationBook {
  const { dynamodb, controlTable } = options();
  return new DynamodbDestinationBook(dynamodb, controlTable, destinationRecords());
}

export function taxFormRecords(): VersionedRecords<TaxFormsContent> {
  return createTaxFormRecords(options());
}

export function taxFormBook(): TaxFormBook {
  const records = taxFormRecords();
  return {
    getTaxForms: async (ids) =>
      new Map([...(await records.findMany(ids))].map(([id, { content }]) => [id, taxFormsOf(content)] as const)),
  };
}
