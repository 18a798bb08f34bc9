import { drainMarkerOf } from '#plays/drain-marker';
import type { DrainedShard, DrainStore, PlayLanding, StreamRecord } from '#plays/intake-ports';
import {
  arrivalHourOf,
  type LandedPlay,
  type LandedQuarantine,
  type LandingRange,
  landingKey,
  rawOf,
  sequencePosition,
} from '#plays/landing';
import type { QuarantineReason } from '#plays/play';
import { playOf, readRecord } from '#plays/read-play';

export interface LandRecordsPorts {
  readonly landing: PlayLanding;
  readonly drains: Pick<DrainStore, 'recordLanded'>;
}

export interface LandedCounts {
  readonly plays: number;
  readonly quarantined: number;
  readonly reasons: ReadonlyMap<QuarantineReason, number>;
}

/** `failed` names the first record that did not land: it and all after it are to be delivered again. */
export interface LandOutcome extends LandedCounts {
  readonly failed?: { readonly sequenceNumber: string; readonly error: unknown };
}

/**
 * Lands the records of one shard, in the order of the shard: whatever they say, each becomes a row of `plays_landing` or
 * of `plays_quarantined`. A run of records that arrived within one hour is one object, named by shard and sequence
 * numbers. A marker is recorded as landed only once everything before it has.
 *
 * A lake that cannot be reached is answered, not thrown: Lambda then delivers the same records again, which overwrite
 * their object, where an error would make it halve the batch at every try.
 */
export async function landRecords(records: readonly StreamRecord[], ports: LandRecordsPorts): Promise<LandOutcome> {
  const counts = { plays: 0, quarantined: 0, reasons: new Map<QuarantineReason, number>() };
  for (const run of runsByHour(records)) {
    const rows = sorted(run);
    try {
      await landRows(rows, ports);
    } catch (error) {
      return { ...counts, failed: { sequenceNumber: run.first.sequenceNumber, error } };
    }
    counts.plays += rows.plays.length;
    counts.quarantined += rows.quarantined.length;
    for (const { reasons } of rows.quarantined)
      for (const reason of reasons) counts.reasons.set(reason, (counts.reasons.get(reason) ?? 0) + 1);
  }
  return counts;
}

const HOUR_MS = 3_600_000;

/** Records of one shard that arrived within one hour, in order. */
interface HourRun {
  /** Hours since the epoch. */
  readonly hour: number;
  readonly first: StreamRecord;
  readonly records: StreamRecord[];
}

function runsByHour(records: readonly StreamRecord[]): readonly HourRun[] {
  const runs: HourRun[] = [];
  for (const record of records) {
    const hour = Math.floor(record.arrivedAtMs / HOUR_MS);
    const last = runs.at(-1);
    if (last?.hour === hour) last.records.push(record);
    else runs.push({ hour, first: record, records: [record] });
  }
  return runs;
}

interface SortedRun {
  readonly plays: LandedPlay[];
  readonly quarantined: LandedQuarantine[];
  readonly markers: { readonly drainId: string; readonly shard: DrainedShard }[];
}

function sorted({ first, records }: HourRun): SortedRun {
  const hour = arrivalHourOf(first.arrivedAtMs);
  const rows: SortedRun = { plays: [], quarantined: [], markers: [] };
  const last = records.at(-1)?.sequenceNumber ?? first.sequenceNumber;
  const range: LandingRange = { kind: 'stream', name: first.shardId, first: first.sequenceNumber, last };
  const playsKey = landingKey('plays_landing', hour, range);
  const quarantineKey = landingKey('plays_quarantined', hour, range);
  for (const { shardId, sequenceNumber, arrivedAtMs, data } of records) {
    const read = readRecord(data);
    const marker = drainMarkerOf(read.value);
    if (marker !== undefined) {
      rows.markers.push({ drainId: marker.drainId, shard: { shardId, sequenceNumber } });
      continue;
    }
    const place = { source: shardId, position: sequencePosition(sequenceNumber) };
    const normalised = playOf(read, { ingestedAtMs: arrivedAtMs });
    if (normalised.kind === 'play') rows.plays.push({ ...normalised.play, ...place, landingObject: playsKey });
    else
      rows.quarantined.push({
        ...normalised.quarantined,
        ...place,
        landingObject: quarantineKey,
        raw: rawOf(read.text),
      });
  }
  return rows;
}

async function landRows({ plays, quarantined, markers }: SortedRun, { landing, drains }: LandRecordsPorts) {
  if (plays.length + quarantined.length > 0) {
    const stage = await landing.open();
    try {
      await stage.addPlays(plays);
      await stage.addQuarantined(quarantined);
      await stage.publish();
    } finally {
      await stage.close();
    }
  }
  for (const { drainId, shard } of markers) await drains.recordLanded(drainId, shard);
}
