import { openWorkDatabase } from '#platform/clients/duckdb';
import { s3Client } from '#platform/clients/s3';
import { makeWorkDirectory } from '#platform/clients/s3-files';
import { readEnvironment } from '#platform/environment';
import { createPlayLanding } from '#plays/adapters/duckdb-play-landing';
import type { PlayLanding } from '#plays/intake-ports';

/** Apart from the other ports of plays, since only what lands rows carries DuckDB. */
export function playLanding(memoryMegabytes: number): PlayLanding {
  const { LAKE_BUCKET } = readEnvironment('LAKE_BUCKET');
  const openDatabase = async () => openWorkDatabase(await makeWorkDirectory(), memoryMegabytes);
  return createPlayLanding({ s3: s3Client, lakeBucket: LAKE_BUCKET, openDatabase });
}
