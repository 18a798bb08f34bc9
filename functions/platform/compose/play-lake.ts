import { openWorkDatabase } from '#platform/clients/duckdb';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { s3Client } from '#platform/clients/s3';
import { makeWorkDirectory } from '#platform/clients/s3-files';
import { athenaQueries } from '#platform/compose/athena';
import { lakeDocuments, playSeals } from '#platform/compose/play-seals';
import { readEnvironment } from '#platform/environment';
import { createCompactionQueries } from '#plays/adapters/athena-compaction-queries';
import { createLakeHeads } from '#plays/adapters/control-lake-heads';
import { createCompactionLake } from '#plays/adapters/s3-compaction-lake';
import type { CompactionLake, CompactionQueries, LakeDocuments, LakeHeads, SealMarks } from '#plays/compaction-ports';

/** Memory of the database that writes a run's small inputs. */
const MEMORY_MEGABYTES = 256;

/** Apart from the seals, since only compaction carries DuckDB. */
export function compactionPorts(): {
  readonly heads: LakeHeads;
  readonly documents: LakeDocuments;
  readonly lake: CompactionLake;
  readonly seals: SealMarks;
} {
  const { CONTROL_TABLE, LAKE_BUCKET } = readEnvironment('CONTROL_TABLE', 'LAKE_BUCKET');
  const openDatabase = async () => openWorkDatabase(await makeWorkDirectory(), MEMORY_MEGABYTES);
  return {
    heads: createLakeHeads({ dynamodb: dynamodbClient, controlTable: CONTROL_TABLE }),
    documents: lakeDocuments(),
    lake: createCompactionLake({ s3: s3Client, lakeBucket: LAKE_BUCKET, openDatabase }),
    seals: playSeals(),
  };
}

export function compactionQueries(): CompactionQueries {
  return createCompactionQueries(athenaQueries());
}
