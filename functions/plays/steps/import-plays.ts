import { issueLog } from '#kernel/csv/file-issue';
import { type Instant, millisecondsOf } from '#kernel/time/clock';
import type { PlaysOutcome } from '#plays/import-result';
import type {
  FileRecord,
  IntakeCounts,
  LandingStage,
  PlayFiles,
  PlayLanding,
  SourceClaim,
  SourceClaims,
} from '#plays/intake-ports';
import {
  arrivalHourOf,
  type LandedPlay,
  type LandedQuarantine,
  type LandingTable,
  landingKey,
  linePosition,
  rawOf,
} from '#plays/landing';
import { UnreadablePlayFile } from '#plays/play-file';
import { playOf } from '#plays/read-play';

export interface PlayDrop {
  readonly dropId: string;
  readonly bucket: string;
  readonly key: string;
  /** SHA-256 of the bytes as dropped. */
  readonly contentHash: string;
  readonly archiveKey: string;
  readonly droppedAt: Instant;
  /** Dropped under `plays-archive/`: each record says when it arrived (R3). */
  readonly isArchive: boolean;
}

export interface ImportPlaysPorts {
  readonly files: PlayFiles;
  readonly landing: PlayLanding;
  readonly claims: SourceClaims;
}

const WARNINGS_MAX = 100;
/** Lines of one landing object; it depends on nothing but the lines, so that importing again writes the same objects. */
const OBJECT_LINES = 100_000;

/**
 * Lands a dropped file of plays: each of its records becomes a row of `plays_landing` or `plays_quarantined`. Nothing shows
 * in the lake before the file was read to its end; one that cannot be is refused whole. Memory does not grow with it.
 *
 * Its source is the object's key and content. The first drop of a source gives its plays their arrival; a later one
 * finishes what that one began, or changes nothing (R6).
 */
export async function importPlays(drop: PlayDrop, ports: ImportPlaysPorts): Promise<PlaysOutcome> {
  const source = `s3://${drop.bucket}/${drop.key}#${drop.contentHash}`;
  const claim = await ports.claims.claim(source, drop);
  if (claim.counts !== undefined) return imported(claim.counts, claim.dropId !== drop.dropId);
  const stage = await ports.landing.open();
  try {
    const { counts, warnings } = await stageFile({ drop, source, claim, stage }, ports.files);
    await stage.publish();
    await ports.claims.complete(source, counts);
    return { ...imported(counts, false), warnings: warnings.issues, warningCount: warnings.count };
  } catch (error) {
    if (!(error instanceof UnreadablePlayFile)) throw error;
    return { kind: 'refused', errors: [{ code: error.fault, message: error.message }] };
  } finally {
    await stage.close();
  }
}

function imported(counts: IntakeCounts, isRepeated: boolean) {
  return { kind: 'imported' as const, counts, isRepeated, warnings: [], warningCount: 0 };
}

interface StagedFile {
  readonly drop: PlayDrop;
  readonly source: string;
  readonly claim: SourceClaim;
  readonly stage: LandingStage;
}

async function stageFile(file: StagedFile, files: PlayFiles) {
  const counts: Record<string, number> = { accepted: 0, quarantined: 0 };
  const warnings = issueLog(WARNINGS_MAX);
  let object = 0;
  for await (const records of byObject(files.read(file.drop))) {
    const next = objectOf(records[0]?.line ?? 1);
    // Whatever belongs to the object before has been added: its file can be written.
    if (next !== object) await file.stage.settle();
    object = next;
    const { plays, quarantined } = rowsOf(records, file);
    await file.stage.addPlays(plays);
    await file.stage.addQuarantined(quarantined);
    counts['accepted'] = (counts['accepted'] ?? 0) + plays.length;
    counts['quarantined'] = (counts['quarantined'] ?? 0) + quarantined.length;
    for (const { reasons, position } of quarantined) {
      for (const reason of reasons) counts[`quarantined_${reason}`] = (counts[`quarantined_${reason}`] ?? 0) + 1;
      const message = `Quarantined: ${reasons.join(', ')}; the record is kept in plays_quarantined.`;
      warnings.add({ code: reasons[0] ?? 'quarantined', line: Number(position), message });
    }
  }
  if (counts['accepted'] === 0 && counts['quarantined'] === 0)
    throw new UnreadablePlayFile('empty_file', `${file.drop.key} has no records; it needs at least one`);
  return { counts, warnings };
}

/** The same records in batches that never span two objects. */
async function* byObject(batches: AsyncIterable<readonly FileRecord[]>): AsyncGenerator<readonly FileRecord[]> {
  for await (const batch of batches) {
    if (objectOf(batch[0]?.line ?? 1) === objectOf(batch.at(-1)?.line ?? 1)) yield batch;
    else yield* Map.groupBy(batch, ({ line }) => objectOf(line)).values();
  }
}

const objectOf = (line: number) => Math.floor((line - 1) / OBJECT_LINES);

function rowsOf(records: readonly FileRecord[], { drop, source, claim }: StagedFile) {
  const plays: LandedPlay[] = [];
  const quarantined: LandedQuarantine[] = [];
  const arrival = { ingestedAtMs: millisecondsOf(claim.droppedAt), isArchived: drop.isArchive };
  const keys = new Map<string, string>();
  const keyOf = (table: LandingTable, ingestedAtMs: number, line: number): string => {
    const name = `${table} ${Math.floor(ingestedAtMs / 3_600_000)} ${objectOf(line)}`;
    const known = keys.get(name);
    if (known !== undefined) return known;
    const first = linePosition(objectOf(line) * OBJECT_LINES + 1);
    const last = linePosition((objectOf(line) + 1) * OBJECT_LINES);
    const key = landingKey(table, arrivalHourOf(ingestedAtMs), { kind: 'drop', name: claim.dropId, first, last });
    keys.set(name, key);
    return key;
  };
  for (const record of records) {
    const place = { source, position: linePosition(record.line) };
    const normalised = playOf(record, arrival);
    if (normalised.kind === 'play') {
      const landingObject = keyOf('plays_landing', normalised.play.ingestedAtMs, record.line);
      plays.push({ ...normalised.play, ...place, landingObject });
    } else {
      const landingObject = keyOf('plays_quarantined', normalised.quarantined.ingestedAtMs, record.line);
      quarantined.push({ ...normalised.quarantined, ...place, landingObject, raw: rawOf(record.text) });
    }
  }
  return { plays, quarantined };
}
