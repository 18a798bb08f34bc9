import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalisePlay } from '#plays/normalise-play';
import { playOf, readRecord } from '#plays/read-play';
import { splitLines } from '#plays/split-lines';
import { aPlayRecord, at } from '#test/support/plays/play-builders';

const arrival = { ingestedAtMs: at('2025-04-30T13:00:00Z') };
const anything = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true });
const field = fc.constantFrom(
  ...Object.keys(aPlayRecord({ source_playlist_id: '', device_id: '', ingested_at_ms: 0 })),
);

describe('normalisation', () => {
  it('makes of anything either a play or a quarantined record with its reasons, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(anything, fc.dictionary(field, anything)), fc.boolean(), (record, isArchived) => {
        const normalised = normalisePlay(record, { ...arrival, isArchived });

        if (normalised.kind === 'quarantined') expect(normalised.quarantined.reasons).not.toEqual([]);
        else expect(normalised.play.ingestedAtMs).toBeTypeOf('number');
      }),
    );
  });

  it('names the fault of exactly the fields that are at fault', () => {
    const broken = fc.subarray([
      ['play_id', '', 'play_id_invalid'],
      ['user_id', null, 'user_id_missing'],
      ['track_id', 5, 'track_id_invalid'],
      ['country_id', 'ZZ', 'country_id_unknown'],
      ['context_type', 'shuffle', 'context_type_unknown'],
      ['source_playlist_id', '', 'source_playlist_id_invalid'],
      ['device_id', [], 'device_id_invalid'],
      ['duration_played_s', -1, 'duration_played_s_negative'],
      ['played_at_ms', '0', 'played_at_ms_not_integer'],
    ] as const);
    fc.assert(
      fc.property(broken, (faults) => {
        const record = aPlayRecord(Object.fromEntries(faults.map(([name, value]) => [name, value])));

        const normalised = normalisePlay(record, arrival);

        const reasons = normalised.kind === 'quarantined' ? normalised.quarantined.reasons : [];
        expect(reasons).toEqual(faults.map(([, , reason]) => reason));
      }),
    );
  });

  it('reads the bytes of any record as the record', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 16 });
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 2 ** 31 - 1 }), (id, seconds) => {
        const record = aPlayRecord({ play_id: id, user_id: id, duration_played_s: seconds });

        const read = playOf(readRecord(Buffer.from(JSON.stringify(record))), arrival);

        expect(read).toEqual(normalisePlay(record, arrival));
      }),
    );
  });
});

describe('splitting lines', () => {
  it('depends on the bytes alone, not on how they are cut into chunks', async () => {
    const bytes = fc.array(fc.constantFrom(0x0a, 0x0d, 0x20, 0x61, 0x62, 0xff), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.array(fc.nat(60)), async (all, cuts) => {
        expect(await linesOf(all, cuts)).toEqual(await linesOf(all, []));
      }),
    );
  });
});

async function linesOf(bytes: readonly number[], cuts: readonly number[]) {
  const places = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length];
  const chunks = async function* () {
    for (const [index, from] of places.entries())
      yield Buffer.from(bytes.slice(from, places[index + 1] ?? bytes.length));
  };
  const lines: unknown[] = [];
  for await (const batch of splitLines(chunks(), 10))
    for (const { line, bytes: found, isTooLong } of batch) lines.push([line, isTooLong ? '' : [...found], isTooLong]);
  return lines;
}
