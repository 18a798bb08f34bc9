import { dynamodbClient } from '#platform/clients/dynamodb';
import { eventBridgeClient } from '#platform/clients/event-bridge';
import { s3Client } from '#platform/clients/s3';
import { readEnvironment } from '#platform/environment';
import { createRevenueBell } from '#revenue/adapters/event-bridge-revenue-bell';
import { createLakeRevenueStore } from '#revenue/adapters/lake-revenue-store';
import type { RevenueBell, RevenueStore } from '#revenue/workbench';

/** Collected revenue; the close uses it as its `RevenueBook`. */
export function revenueStore(): RevenueStore {
  const { CONTROL_TABLE, LAKE_BUCKET } = readEnvironment('CONTROL_TABLE', 'LAKE_BUCKET');
  return createLakeRevenueStore({
    dynamodb: dynamodbClient,
    s3: s3Client,
    controlTable: CONTROL_TABLE,
    lakeBucket: LAKE_BUCKET,
  });
}

export function revenueBell(): RevenueBell {
  const { EVENT_BUS } = readEnvironment('EVENT_BUS');
  return createRevenueBell(eventBridgeClient, EVENT_BUS);
}
