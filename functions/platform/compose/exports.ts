import { createExportSpool } from '#audit/adapters/duckdb-export-spool';
import { S3ExportShelf } from '#audit/adapters/s3-export-shelf';
import type { ExportShelf, ExportSpool } from '#audit/export-ports';
import { openWorkDatabase } from '#platform/clients/duckdb';
import { s3Client } from '#platform/clients/s3';
import { makeWorkDirectory } from '#platform/clients/s3-files';
import { s3PresignClient } from '#platform/clients/s3-presign';
import { readEnvironment } from '#platform/environment';

const MEMORY_MEGABYTES = 1024;

export async function openExportSpool(): Promise<ExportSpool> {
  return createExportSpool(await openWorkDatabase(await makeWorkDirectory(), MEMORY_MEGABYTES));
}

export function exportShelf(): ExportShelf {
  const bucket = readEnvironment('LAKE_BUCKET').LAKE_BUCKET;
  return new S3ExportShelf({ s3: s3Client, presign: s3PresignClient }, bucket);
}
