import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import type { DuckDBConnection } from '@duckdb/node-api';
import { assertThat } from '#kernel/errors';
import { sqlText, type WorkDatabase } from '#platform/clients/duckdb';
import { downloadFile, listKeys } from '#platform/clients/s3-files';

/** Downloads the Parquet objects under a prefix, one at least, and shows them to DuckDB as one view. */
export async function viewObjects(
  s3: S3Client,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  to: { readonly database: WorkDatabase; readonly connection: DuckDBConnection; readonly view: string },
): Promise<void> {
  const keys = await listKeys(s3, bucket, prefix);
  assertThat(keys.length > 0, `The lake has no files for ${to.view}; the step before writes at least one`);
  const paths = keys.map((_, index) => join(to.database.directory, `${to.view}-${index}.parquet`));
  for (const [index, key] of keys.entries()) await downloadFile(s3, { bucket, key }, paths[index] ?? '');
  const files = paths.map(sqlText).join(', ');
  await to.connection.run(`create view ${to.view} as select * from read_parquet([${files}])`);
}
