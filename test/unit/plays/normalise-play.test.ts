import { describe, expect, it } from 'vitest';
import { type Arrival, normalisePlay } from '#plays/normalise-play';
import type { Play, QuarantineReason } from '#plays/play';
import { aPlayRecord, at } from '#test/support/plays/play-builders';

const ARRIVED = at('2025-04-30T13:00:00Z');
const DAY = 86_400_000;
const MINUTE = 60_000;

function played(overrides: Readonly<Record<string, unknown>> = {}, arrival: Arrival = { ingestedAtMs: ARRIVED }): Play {
  const normalised = normalisePlay(aPlayRecord(overrides), arrival);
  return normalised.kind === 'play' ? normalised.play : expect.fail(normalised.quarantined.reasons.join());
}

function reasonsOf(overrides: Readonly<Record<string, unknown>>, arrival: Arrival = { ingestedAtMs: ARRIVED }) {
  const normalised = normalisePlay(aPlayRecord(overrides), arrival);
  return normalised.kind === 'quarantined' ? normalised.quarantined.reasons : [];
}

describe('a play', () => {
  it('is what its client sent, with its arrival', () => {
    const play = played({ source_playlist_id: 'pl1', device_id: 'd1' });

    expect(play).toMatchObject({
      playId: 'p1',
      userId: 'u1',
      trackId: 't1',
      countryId: 'US',
      playedAtMs: at('2025-04-30T12:00:00Z'),
      durationPlayedSeconds: 180,
      contextType: 'playlist',
      sourcePlaylistId: 'pl1',
      deviceId: 'd1',
      ingestedAtMs: ARRIVED,
    });
  });

  it.each([
    [0, false],
    [29, false],
    [30, true],
    [31, true],
  ])('of %i seconds is eligible: %s (R5)', (duration, isRoyaltyEligible) => {
    expect(played({ duration_played_s: duration })).toMatchObject({ isRoyaltyEligible });
  });

  it('without playlist and device has neither, absent or null', () => {
    const [absent, isNull] = [played(), played({ source_playlist_id: null, device_id: null })];

    expect(absent).toMatchObject({ sourcePlaylistId: null, deviceId: null });
    expect(isNull).toEqual(absent);
  });

  it('keeps its hash whenever and wherever it arrives, and changes it with any field of its own', () => {
    const original = played().contentHash;
    const changes = [
      { play_id: 'p2' },
      { user_id: 'u2' },
      { track_id: 't2' },
      { country_id: 'SE' },
      { played_at_ms: at('2025-04-30T12:00:00Z') + 1 },
      { duration_played_s: 181 },
      { context_type: 'radio' },
      { source_playlist_id: 'd' },
      { device_id: 'd' },
    ];

    const hashes = changes.map((change) => played(change).contentHash);

    expect(original).toMatch(/^[0-9a-f]{32}$/);
    expect(played({}, { ingestedAtMs: ARRIVED + DAY }).contentHash).toBe(original);
    expect(played({ ignored: 'field' }).contentHash).toBe(original);
    expect(new Set([original, ...hashes]).size).toBe(changes.length + 1);
  });

  it('takes -0 seconds for 0 and 30.0 for 30, as JSON spells them', () => {
    expect(Object.is(played({ duration_played_s: -0 }).durationPlayedSeconds, 0)).toBe(true);
    expect(played({ duration_played_s: JSON.parse('30.0') })).toMatchObject({ durationPlayedSeconds: 30 });
  });

  it('ignores an arrival that it claims itself, unless it comes from an archive', () => {
    const claim = { ingested_at_ms: at('2025-04-30T12:30:00Z') };

    expect(played(claim).ingestedAtMs).toBe(ARRIVED);
    expect(played(claim, { ingestedAtMs: ARRIVED, isArchived: true }).ingestedAtMs).toBe(claim.ingested_at_ms);
  });
});

describe('the bounds of the client’s clock (R2)', () => {
  it.each<[string, number, QuarantineReason[]]>([
    ['90 days before arrival is a play', ARRIVED - 90 * DAY, []],
    ['a millisecond more is too old', ARRIVED - 90 * DAY - 1, ['played_at_too_old']],
    ['10 minutes after arrival is a play', ARRIVED + 10 * MINUTE, []],
    ['a millisecond more is in the future', ARRIVED + 10 * MINUTE + 1, ['played_at_in_future']],
    ['the epoch is too old', 0, ['played_at_too_old']],
    ['beyond every calendar is in the future', Number.MAX_SAFE_INTEGER, ['played_at_in_future']],
  ])('%s', (_, playedAt, reasons) => {
    expect(reasonsOf({ played_at_ms: playedAt })).toEqual(reasons);
  });

  it('are an archive’s own arrival, not the time of the drop', () => {
    const archived = { ingestedAtMs: at('2026-04-30T00:00:00Z'), isArchived: true };

    expect(reasonsOf({ ingested_at_ms: ARRIVED }, archived)).toEqual([]);
    expect(reasonsOf({ ingested_at_ms: ARRIVED + 90 * DAY }, archived)).toEqual(['played_at_too_old']);
  });
});

describe('a record is quarantined', () => {
  const long = 'x'.repeat(65);
  it.each<[string, Record<string, unknown>, QuarantineReason[]]>([
    ['without an id', { play_id: undefined }, ['play_id_missing']],
    ['with a null id', { user_id: null }, ['user_id_missing']],
    ['with an empty id', { track_id: '' }, ['track_id_invalid']],
    ['with an id of 65 characters', { track_id: long }, ['track_id_invalid']],
    ['with an id that is a number', { play_id: 7 }, ['play_id_invalid']],
    ['with a NUL in an id', { user_id: 'a\u0000b' }, ['user_id_invalid']],
    ['with half a character in an id', { play_id: '\ud83d' }, ['play_id_invalid']],
    ['with an empty playlist', { source_playlist_id: '' }, ['source_playlist_id_invalid']],
    ['with a device that is no text', { device_id: {} }, ['device_id_invalid']],
    ['of an unknown country', { country_id: 'XX' }, ['country_id_unknown']],
    ['of a country in lower case', { country_id: 'us' }, ['country_id_unknown']],
    ['of no country', { country_id: null }, ['country_id_missing']],
    ['of an unknown context', { context_type: 'album' }, ['context_type_unknown']],
    ['without a context', { context_type: undefined }, ['context_type_missing']],
    ['with a NaN duration', { duration_played_s: Number.NaN }, ['duration_played_s_not_integer']],
    ['with a NUL duration', { duration_played_s: '\u0000' }, ['duration_played_s_not_integer']],
    ['with a null duration', { duration_played_s: null }, ['duration_played_s_missing']],
    ['with a negative duration', { duration_played_s: -1 }, ['duration_played_s_negative']],
    ['with a fraction of a second', { duration_played_s: 29.5 }, ['duration_played_s_not_integer']],
    ['with a duration in text', { duration_played_s: '30' }, ['duration_played_s_not_integer']],
    ['with 2³¹ seconds', { duration_played_s: 2 ** 31 }, ['duration_played_s_too_large']],
    ['with an endless duration', { duration_played_s: Number.POSITIVE_INFINITY }, ['duration_played_s_not_integer']],
    ['without a time', { played_at_ms: undefined }, ['played_at_ms_missing']],
    ['with a time in text', { played_at_ms: '1746014400000' }, ['played_at_ms_not_integer']],
    ['with a fraction of a millisecond', { played_at_ms: 1_746_014_400_000.5 }, ['played_at_ms_not_integer']],
    ['with a time that a double cannot count', { played_at_ms: 2 ** 53 }, ['played_at_ms_not_integer']],
    [
      'for every reason at once, in the order of its fields',
      { play_id: '', country_id: 'XX', context_type: 1, duration_played_s: -2, played_at_ms: 0 },
      [
        'play_id_invalid',
        'country_id_unknown',
        'context_type_unknown',
        'duration_played_s_negative',
        'played_at_too_old',
      ],
    ],
  ])('%s', (_, overrides, reasons) => {
    expect(reasonsOf(overrides)).toEqual(reasons);
  });

  it.each([
    ['64 characters', 'x'.repeat(64)],
    ['64 characters of two units each', '🎵'.repeat(64)],
    ['one character', 'x'],
    ['spaces and quotes', ' "a", \\b '],
  ])('but not for an id of %s', (_, id) => {
    expect(reasonsOf({ play_id: id, user_id: id, track_id: id, device_id: id, source_playlist_id: id })).toEqual([]);
  });

  it.each([['65 characters of two units each', '🎵'.repeat(65)]])('for an id of %s', (_, id) => {
    expect(reasonsOf({ play_id: id })).toEqual(['play_id_invalid']);
  });

  it.each([null, undefined, 7, 'text', true, [aPlayRecord()]])('when it is %j, no object', (record) => {
    expect(normalisePlay(record, { ingestedAtMs: ARRIVED })).toEqual({
      kind: 'quarantined',
      quarantined: {
        reasons: ['not_an_object'],
        playId: null,
        countryId: null,
        playedAtMs: null,
        ingestedAtMs: ARRIVED,
      },
    });
  });

  it('with what could be read all the same, so that it counts for its month and country', () => {
    const normalised = normalisePlay(aPlayRecord({ duration_played_s: -1 }), { ingestedAtMs: ARRIVED });

    expect(normalised).toMatchObject({
      quarantined: { playId: 'p1', countryId: 'US', playedAtMs: at('2025-04-30T12:00:00Z'), ingestedAtMs: ARRIVED },
    });
  });

  it.each<[unknown, QuarantineReason]>([
    [undefined, 'ingested_at_ms_missing'],
    ['1746014400000', 'ingested_at_ms_invalid'],
    [-1, 'ingested_at_ms_invalid'],
    [1.5, 'ingested_at_ms_invalid'],
    [253_402_300_800_000, 'ingested_at_ms_invalid'],
  ])('from an archive that says it arrived at %j', (ingestedAt, reason) => {
    expect(reasonsOf({ ingested_at_ms: ingestedAt }, { ingestedAtMs: ARRIVED, isArchived: true })).toEqual([reason]);
  });
});
