import { dynamodbClient } from '#platform/clients/dynamodb';
import { athenaQueries } from '#platform/compose/athena';
import { playSeals } from '#platform/compose/play-seals';
import { readEnvironment } from '#platform/environment';
import { createFlagQueries, createFraudReader } from '#plays/adapters/athena-flag-queries';
import { createFlagBook } from '#plays/adapters/control-flag-book';
import type { FlagBook, FlagQueries, FraudReader } from '#plays/fraud-ports';

/** The flags in force, for whoever counts plays, and the book of their runs. */
export function flagBook(): FlagBook {
  return createFlagBook({
    dynamodb: dynamodbClient,
    controlTable: readEnvironment('CONTROL_TABLE').CONTROL_TABLE,
  });
}

export function flagQueries(): FlagQueries {
  return createFlagQueries(athenaQueries());
}

/** Claimed versus paid. */
export function fraudReader(): FraudReader {
  return createFraudReader(athenaQueries(), playSeals(), flagBook());
}
