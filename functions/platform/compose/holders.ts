import { createHolderDirectory, createHolderRecords, createPlanRecords } from '#holders/adapters/dynamodb-records';
import type { HolderContent, PlanContent } from '#holders/holder';
import type { HolderDirectory } from '#holders/ports';
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
