import { describe, expect, it } from 'vitest';
import { RAW_BYTES_MAX, rawOf } from '#plays/landing';
import { playOf, readRecord } from '#plays/read-play';
import { aPlayRecord, at } from '#test/support/plays/play-builders';

const arrival = { ingestedAtMs: at('2025-04-30T13:00:00Z') };
const reasonsOf = (bytes: string | Uint8Array) => {
  const normalised = playOf(readRecord(Buffer.from(bytes)), arrival);
  return normalised.kind === 'quarantined' ? normalised.quarantined.reasons : [];
};
const text = JSON.stringify(aPlayRecord());

describe('a record’s bytes', () => {
  it('of one JSON object are a play, with or without spaces around', () => {
    expect(reasonsOf(text)).toEqual([]);
    expect(reasonsOf(`  ${text}\r\n`)).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['half an object', text.slice(0, -1)],
    ['two objects', text + text],
    ['a NUL', '\u0000'],
    ['an object with a NUL in it', text.replace('"p1"', '"p\u00001"')],
  ])('of %s are no JSON', (_, bytes) => {
    expect(reasonsOf(bytes)).toEqual(['not_json']);
  });

  it('that are no UTF-8 are quarantined, not repaired; the replacement character itself is fine', () => {
    const broken = Buffer.from(text.replace('p1', 'p\u00ff1'), 'latin1');

    expect(reasonsOf(broken)).toEqual(['not_utf8']);
    expect(reasonsOf(text.replace('p1', 'p\ufffd1'))).toEqual([]);
  });

  it.each(['NaN', 'Infinity', '-Infinity'])(
    'that say %s, as some writers do, still count for month and country',
    (word) => {
      const record = text.replace('180', word);

      const normalised = playOf(readRecord(Buffer.from(record)), arrival);

      expect(normalised).toMatchObject({
        kind: 'quarantined',
        quarantined: {
          reasons: ['not_json', 'duration_played_s_not_integer'],
          playId: 'p1',
          countryId: 'US',
          playedAtMs: at('2025-04-30T12:00:00Z'),
        },
      });
    },
  );
});

describe('a NaN in a field that is not the record’s own', () => {
  it('quarantines it all the same: it is no JSON', () => {
    const normalised = playOf(readRecord(Buffer.from(text.replace('{', '{"volume":NaN,'))), arrival);

    expect(normalised).toMatchObject({ quarantined: { reasons: ['not_json'], playId: 'p1', countryId: 'US' } });
  });
});

describe('what is kept of a quarantined record', () => {
  it(`is its text, cut before the character that passes ${RAW_BYTES_MAX} bytes`, () => {
    expect(rawOf('short')).toBe('short');
    expect(rawOf('x'.repeat(RAW_BYTES_MAX))).toHaveLength(RAW_BYTES_MAX);
    expect(rawOf('x'.repeat(RAW_BYTES_MAX + 1))).toHaveLength(RAW_BYTES_MAX);
    expect(Buffer.byteLength(rawOf(`x${'🎵'.repeat(RAW_BYTES_MAX)}`))).toBe(RAW_BYTES_MAX - 3);
    expect(rawOf('a\ud83d')).toBe('a\ufffd');
  });
});
