import { athenaClient } from '#platform/clients/athena';
import { AthenaQueries } from '#platform/clients/athena-queries';
import { s3Client } from '#platform/clients/s3';
import { readEnvironment } from '#platform/environment';

/** Queries over the lake's Glue tables, for any context's adapters. */
export function athenaQueries(options: { readonly patienceMilliseconds?: number } = {}): AthenaQueries {
  const names = readEnvironment('ATHENA_WORKGROUP', 'GLUE_DATABASE', 'LAKE_BUCKET');
  return new AthenaQueries(
    { athena: athenaClient, s3: s3Client },
    { workgroup: names.ATHENA_WORKGROUP, database: names.GLUE_DATABASE, bucket: names.LAKE_BUCKET, ...options },
  );
}
