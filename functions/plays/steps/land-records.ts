import { drainMarkerOf } from '#plays/drain-marker';
import type { DrainStore, LandingStage, PlayLanding, StreamRecord } from '#plays/intake-ports';
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

/** `failed` is the first record that did not land; it and all after it on its shard are to be delivered again. */
export interface LandOutcome extends LandedCounts {
  readonly failed?: { readonly sequenceNumber: string; readonly error: unknown };
}

/**
 * Lands the records of one shard, in the order of the shard: whatever they say, each becomes a row of `plays_landing` or
 * of `plays_quarantined`. A run of records that arrived within one hour is one object, named by shard and sequence
 * numbers: delivered again, it overwrites itself. A marker is recorded as landed only once everything before it has.
 * Throws when not even the first run lands, so that Lambda halves the batch.
 */
export async function landRecords(records: readonly StreamRecord[], ports: LandRecordsPorts): Promise<LandOutcome> {
  const counts = { plays: 0, quarantined: 0, reasons: new Map<QuarantineReason, number>() };
  for (const run of runsByHour(records)) {
    try {
      await landRun(run, counts, ports);
    } catch (error) {
      const [first] = run.records;
      if (first === undefined || first === records[0]) throw error;
      return { ...counts, failed: { sequenceNumber: first.sequenceNumber, error } };
    }
  }
  return counts;
}

interface HourRun {
  readonly hour: string;
  readonly records: StreamRecord[];
}

function runsByHour(records: readonly StreamRecord[]): readonly HourRun[] {
  const runs: HourRun[] = [];
  for (const record of records) {
    const hour = arrivalHourOf(record.arrivedAtMs);
    const last = runs.at(-1);
    if (last?.hour === hour) last.records.push(record);
    else runs.push({ hour, records: [record] });
  }
  return runs;
}

async function landRun({ hour, records }: HourRun, counts: MutableCounts, { landing, drains }: LandRecordsPorts) {
  const [first, last] = [records[0], records.at(-1)];
  if (first === undefined || last === undefined) return;
  const range = {
    kind: 'stream',
    name: first.shardId,
    first: first.sequenceNumber,
    last: last.sequenceNumber,
  } as const;
  const { plays, quarantined, markers } = sorted(records, { hour, range });
  if (plays.length + quarantined.length > 0) await land(landing, plays, quarantined);
  for (const { drainId, sequenceNumber } of markers)
    await drains.recordLanded(drainId, { shardId: first.shardId, sequenceNumber });
  counts.plays += plays.length;
  counts.quarantined += quarantined.length;
  for (const { reasons } of quarantined)
    for (const reason of reasons) counts.reasons.set(reason, (counts.reasons.get(reason) ?? 0) + 1);
}

interface MutableCounts {
  plays: number;
  quarantined: number;
  readonly reasons: Map<QuarantineReason, number>;
}

function sorted(records: readonly StreamRecord[], { hour, range }: { hour: string; range: LandingRange }) {
  const plays: LandedPlay[] = [];
  const quarantined: LandedQuarantine[] = [];
  const markers: { drainId: string; sequenceNumber: string }[] = [];
  const playsKey = landingKey('plays_landing', hour, range);
  const quarantineKey = landingKey('plays_quarantined', hour, range);
  for (const { shardId, sequenceNumber, arrivedAtMs, data } of records) {
    const read = readRecord(data);
    const marker = drainMarkerOf(read.value);
    if (marker !== undefined) {
      markers.push({ ...marker, sequenceNumber });
      continue;
    }
    const place = { source: shardId, position: sequencePosition(sequenceNumber) };
    const normalised = playOf(read, { ingestedAtMs: arrivedAtMs });
    if (normalised.kind === 'play') plays.push({ ...normalised.play, ...place, landingObject: playsKey });
    else
      quarantined.push({
        ...normalised.quarantined,
        ...place,
        landingObject: quarantineKey,
        raw: rawOf(read.text),
      });
  }
  return { plays, quarantined, markers };
}

async function land(
  landing: PlayLanding,
  plays: readonly LandedPlay[],
  quarantined: readonly LandedQuarantine[],
): Promise<void> {
  const stage: LandingStage = await landing.open();
  try {
    await stage.addPlays(plays);
    await stage.addQuarantined(quarantined);
    await stage.publish();
  } finally {
    await stage.close();
  }
}
