import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import type { DuckDBConnection } from '@duckdb/node-api';
import { openWorkDatabase, sqlText, type WorkDatabase } from '#platform/clients/duckdb';
import { appendTexts } from '#platform/clients/duckdb-append';
import { viewObjects } from '#platform/clients/duckdb-objects';
import { makeWorkDirectory, uploadFile } from '#platform/clients/s3-files';
import { batchKeyOf } from '#reports/batch';
import { lakeKeys } from '#reports/lake-keys';
import type { InvalidMatch, MatchCounts, MatchRules, TrackMatches } from '#reports/match-ports';
import { candidateOf, catalogTrackOf, invalidMatchOf } from '#reports/match-row';
import type { Batch } from '#reports/ports';
import type { Report } from '#reports/report';
import invalidMatches from '../sql/invalid-matches.sql' with { type: 'text' };
import reportBatches from '../sql/report-batches.sql' with { type: 'text' };
import trackCandidates from '../sql/track-candidates.sql' with { type: 'text' };

const MEMORY_MEGABYTES = 256;

/** Matches distinct tracks by SQL over the catalogue's Parquet file, and keeps the result beside the report's rows. */
export class ParquetTrackMatches implements TrackMatches {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async match(report: Report, catalogPath: string | undefined, rules: MatchRules): Promise<MatchCounts> {
    const database = await openWorkDatabase(await makeWorkDirectory(), MEMORY_MEGABYTES, { threads: 1 });
    try {
      const connection = await database.connect();
      await this.#view(database, connection, 'report_tracks', lakeKeys.tracks(report));
      await connection.run(`create view catalog_tracks as ${catalogSelect(catalogPath)}`);
      await createCatalogKeys(connection, rules.keysOf);
      await createTrackMatches(connection, rules.decide);
      await createOwnerTerms(connection, rules.termsOf);
      const path = join(database.directory, 'matches.parquet');
      await connection.run(`copy (${MATCHES}) to ${sqlText(path)} (format parquet, compression snappy)`);
      await uploadFile(this.#s3, { bucket: this.#bucket, key: lakeKeys.matches(report) }, path);
      const counted = await connection.runAndReadAll(`select error <> '', count(*) from (${MATCHES}) group by all`);
      const counts = new Map(counted.getRows().map(([isInvalid, count]) => [isInvalid === true, Number(count)]));
      const invalidTracks = counts.get(true) ?? 0;
      return { tracks: (counts.get(false) ?? 0) + invalidTracks, invalidTracks };
    } finally {
      await database.close();
    }
  }

  async *invalidRows(report: Report): AsyncGenerator<InvalidMatch, void, undefined> {
    const database = await openWorkDatabase(await makeWorkDirectory(), MEMORY_MEGABYTES, { threads: 1 });
    try {
      const connection = await database.connect();
      await this.#view(database, connection, 'report_rows', lakeKeys.rows(report));
      await this.#view(database, connection, 'matches', lakeKeys.matches(report));
      const result = await connection.stream(invalidMatches);
      for (
        let chunk = await result.fetchChunk();
        chunk !== null && chunk.rowCount > 0;
        chunk = await result.fetchChunk()
      ) {
        for (const row of chunk.getRows()) yield invalidMatchOf(row);
      }
    } finally {
      await database.close();
    }
  }

  async batches(report: Report): Promise<readonly Batch[]> {
    const database = await openWorkDatabase(await makeWorkDirectory(), MEMORY_MEGABYTES, { threads: 1 });
    try {
      const connection = await database.connect();
      await this.#view(database, connection, 'matches', lakeKeys.matches(report));
      const reader = await connection.runAndReadAll(reportBatches);
      return reader.getRows().map(([batchId, releaseType, label, artist]) => {
        const release = { releaseType: String(releaseType), label: String(label), artist: String(artist) };
        const key = batchKeyOf(release);
        return { batchId: String(batchId), kind: key.kind, name: key.kind === 'label' ? key.label : key.artist };
      });
    } finally {
      await database.close();
    }
  }

  async #view(database: WorkDatabase, connection: DuckDBConnection, view: string, prefix: string): Promise<void> {
    await viewObjects(this.#s3, { bucket: this.#bucket, prefix }, { database, connection, view });
  }
}

const MATCHES = `
  select m.isrc, m.upc, m.track_key, m.match_kind, m.track_id, m.owner_id, m.release_type, m.label, m.artist,
    coalesce(t.commission_rate, '') as commission_rate, coalesce(t.batch_id, '') as batch_id,
    case when m.error <> '' then m.error else t.error end as error
  from track_matches m left join owner_terms t using (owner_id, release_type, label, artist)`;

const NO_CATALOG = [
  'track_id',
  'isrc',
  'title',
  'artist',
  'release_id',
  'release_title',
  'upc',
  'release_type',
  'label',
  'owner_id',
];

function catalogSelect(path: string | undefined): string {
  if (path !== undefined) return `select * from read_parquet(${sqlText(path)})`;
  return `select ${NO_CATALOG.map((column) => `'' as ${column}`).join(', ')} where false`;
}

/** Own keys are made by the rules, not by SQL; only a report that uses them pays for reading the catalogue's titles. */
async function createCatalogKeys(connection: DuckDBConnection, keysOf: MatchRules['keysOf']): Promise<void> {
  await connection.run('create table catalog_keys (track_key varchar, track_id varchar)');
  const keyed = await connection.runAndReadAll(`select 1 from report_tracks where track_key <> '' limit 1`);
  if (keyed.currentRowCount === 0) return;
  const result = await connection.stream('select track_id, title, artist, release_title from catalog_tracks');
  const pairs: string[][] = [[], []];
  const appender = await connection.createAppender('catalog_keys');
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const row of chunk.getRows()) {
      const track = catalogTrackOf(row);
      for (const key of keysOf(track)) {
        pairs[0]?.push(key);
        pairs[1]?.push(track.trackId);
      }
    }
  }
  appendTexts(appender, pairs);
  appender.closeSync();
}

const TRACK_COLUMNS = [
  'isrc',
  'upc',
  'track_key',
  'match_kind',
  'track_id',
  'owner_id',
  'release_type',
  'label',
  'artist',
  'error',
];

/** Looks candidates up by SQL and lets the rule decide, once for each distinct track. */
async function createTrackMatches(connection: DuckDBConnection, decide: MatchRules['decide']): Promise<void> {
  await connection.run(`create table track_matches (${TRACK_COLUMNS.map((column) => `${column} varchar`).join(', ')})`);
  await connection.run(`create table track_candidates as ${trackCandidates}`);
  const result = await connection.stream('select * from track_candidates order by isrc, upc, track_key');
  const appender = await connection.createAppender('track_matches');
  let columns: string[][] = TRACK_COLUMNS.map(() => []);
  let group: string[][] = [];
  const finish = (): void => {
    const [first] = group;
    if (first === undefined) return;
    const [isrc = '', upc = '', trackKey = ''] = first;
    const decision = decide({ isrc, upc, trackKey }, group.filter(([, , , kind]) => kind !== '').map(candidateOf));
    const { matchKind, trackId, ownerId, releaseType, label, artist, error } = decision;
    const values = [isrc, upc, trackKey, matchKind, trackId, ownerId, releaseType, label, artist, error];
    for (const [index, value] of values.entries()) columns[index]?.push(value);
    group = [];
  };
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const row of chunk.getRows()) {
      const texts = row.map(String);
      const isSame = [0, 1, 2].every((index) => group[0]?.[index] === texts[index]);
      if (!isSame) finish();
      group.push(texts);
    }
    appendTexts(appender, columns);
    columns = TRACK_COLUMNS.map(() => []);
  }
  finish();
  appendTexts(appender, columns);
  appender.closeSync();
}

/** Asks for the terms of each distinct owner and release, once. */
async function createOwnerTerms(connection: DuckDBConnection, termsOf: MatchRules['termsOf']): Promise<void> {
  const columns = ['owner_id', 'release_type', 'label', 'artist', 'commission_rate', 'batch_id', 'error'];
  await connection.run(`create table owner_terms (${columns.map((column) => `${column} varchar`).join(', ')})`);
  const owners = await connection.runAndReadAll(
    `select distinct owner_id, release_type, label, artist from track_matches where error = ''`,
  );
  const terms = await termsOf(
    owners.getRows().map(([ownerId, releaseType, label, artist]) => ({
      ownerId: String(ownerId),
      releaseType: String(releaseType),
      label: String(label),
      artist: String(artist),
    })),
  );
  const appender = await connection.createAppender('owner_terms');
  appendTexts(appender, [
    terms.map((term) => term.ownerId),
    terms.map((term) => term.releaseType),
    terms.map((term) => term.label),
    terms.map((term) => term.artist),
    terms.map((term) => term.commissionRate),
    terms.map((term) => term.batchId),
    terms.map((term) => term.error),
  ]);
  appender.closeSync();
}
