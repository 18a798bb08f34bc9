import { ParquetDayJournal } from '#audit/adapters/parquet-day-journal';
import { ParquetLedgerCopy } from '#audit/adapters/parquet-ledger-copy';
import { S3CopyFiles } from '#audit/adapters/s3-copy-files';
import type { CopyFiles, LedgerCopy } from '#audit/copy-ports';
import type { DayJournal } from '#audit/seal-ports';
import { DynamodbLedgerScan } from '#ledger/adapters/dynamodb-ledger-scan';
import type { LedgerScan } from '#ledger/ledger-scan';
import { openWorkDatabase } from '#platform/clients/duckdb';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { s3Client } from '#platform/clients/s3';
import { makeWorkDirectory } from '#platform/clients/s3-files';
import { readEnvironment } from '#platform/environment';

/** Half of what the functions have; the rest is Node's, and what the database cannot hold it spills. */
const MEMORY_MEGABYTES = 768;

/** Apart from the other ports of audit, since only what writes the copy carries DuckDB. */
export function ledgerCopy(): LedgerCopy {
  return new ParquetLedgerCopy(copyFiles(), openDatabase);
}

/** The same copy, day by day. */
export function dayJournal(): DayJournal {
  return new ParquetDayJournal(copyFiles(), openDatabase);
}

const openDatabase = async () => openWorkDatabase(await makeWorkDirectory(), MEMORY_MEGABYTES);

export function copyFiles(): CopyFiles {
  return new S3CopyFiles(s3Client, readEnvironment('LAKE_BUCKET').LAKE_BUCKET);
}

export function ledgerScan(): LedgerScan {
  return new DynamodbLedgerScan(dynamodbClient, readEnvironment('LEDGER_TABLE').LEDGER_TABLE);
}
