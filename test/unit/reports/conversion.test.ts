import { describe, expect, it } from 'vitest';
import { parseDecimal } from '#kernel/money/decimal';
import { parseUnits } from '#kernel/money/units';
import { batchIdOf, batchKeyOf } from '#reports/batch';
import { commissionRateOf, parseCommissionRate, splitCommission } from '#reports/commission';
import { createConverter, effectiveFactor, formatFactor } from '#reports/effective-factor';
import { matchTrack, type TrackCandidate, type TrackCandidates } from '#reports/track-match';

const decimal = (text: string) => parseDecimal(text) ?? { digits: 0n, scale: 0 };
const units = (text: string) => parseUnits(text) ?? 0n;
const bounds = { min: '0.5', max: '2' };

describe('the effective factor (R23)', () => {
  it('spreads what arrived over the rows, to the last unit', () => {
    const convert = createConverter({ received: units('1'), original: decimal('3') });

    expect(['1', '1', '1'].map((text) => convert(decimal(text)))).toEqual([3333333333n, 3333333333n, 3333333334n]);
  });

  it('floors toward −∞, also while the running sum is negative', () => {
    const convert = createConverter({ received: units('1'), original: decimal('3') });

    expect(['-1', '2.5', '1.50'].map((text) => convert(decimal(text)))).toEqual([
      -3333333334n,
      8333333334n,
      5000000000n,
    ]);
  });

  it('continues where a former part of the rows ended', () => {
    const factor = { received: units('10'), original: decimal('0.7') };
    const whole = createConverter(factor);
    const parts = ['0.1', '0.2', '0.4'].map((text) => whole(decimal(text)));

    expect(createConverter(factor, decimal('0.3'))(decimal('0.4'))).toBe(parts[2]);
  });

  it.each([
    ['2', '1', 'usable'],
    ['0.5', '1', 'usable'],
    ['2.0000000001', '1', 'needs-person'],
    ['0.4999999999', '1', 'needs-person'],
    ['-1', '1', 'needs-person'],
    ['0', '1', 'needs-person'],
    ['-1', '-1', 'usable'],
    ['1', '0', 'needs-person'],
    ['0', '0', 'needs-person'],
  ])('received %s for %s is %s', (received, original, kind) => {
    expect(
      effectiveFactor({ received: units(received), original: decimal(original), hasNonZeroRow: true, bounds }).kind,
    ).toBe(kind);
  });

  it('nothing for rows that are all zero needs no factor, something for them needs a person', () => {
    const rows = { original: decimal('0'), hasNonZeroRow: false, bounds };

    expect(effectiveFactor({ ...rows, received: 0n }).kind).toBe('all-zero');
    expect(effectiveFactor({ ...rows, received: 1n }).kind).toBe('needs-person');
  });

  it('is shown to ten decimals', () => {
    expect(formatFactor({ received: units('1'), original: decimal('3') })).toBe('0.3333333333');
    expect(formatFactor({ received: units('2.5'), original: decimal('1.00') })).toBe('2.5000000000');
  });
});

describe('commission (R24)', () => {
  it.each([
    ['1', '0.15', '0.15'],
    ['0.0000000001', '0.5', '0'],
    ['0.0000000003', '0.5', '0.0000000002'],
    ['0.0000000001', '0.51', '0.0000000001'],
    ['1', '0', '0'],
    ['1', '1', '1'],
    ['0', '0.15', '0'],
    ['-1', '0.15', '0'],
  ])('on %s at %s is %s, and the holder has the rest', (amount, rate, commission) => {
    const split = splitCommission(units(amount), decimal(rate));

    expect(split).toEqual({ commission: units(commission), holder: units(amount) - units(commission) });
  });

  it('is by the holder’s own rate, else the plan’s, else none', () => {
    expect(commissionRateOf({ holderRate: '0', planRate: '0.15' })).toEqual(decimal('0'));
    expect(commissionRateOf({ holderRate: '', planRate: '0.15' })).toEqual(decimal('0.15'));
    expect(commissionRateOf({ planRate: '' })).toBeUndefined();
  });

  it.each(['1.0000000001', '-0.1', '15', '15%', '0.12345678901', ''])('%j is no rate', (text) => {
    expect(parseCommissionRate(text)).toBeUndefined();
  });
});

describe('batches', () => {
  const within = { provider: 'distrokid', period: '2025-04' };

  it('are per artist for artist releases and per label for label releases', () => {
    expect(batchKeyOf({ releaseType: 'artist', artist: 'Anna', label: 'Blue' })).toEqual({
      kind: 'artist',
      artist: 'Anna',
    });
    expect(batchKeyOf({ releaseType: 'label', artist: 'Anna', label: 'Blue' })).toEqual({
      kind: 'label',
      label: 'Blue',
    });
    expect(batchKeyOf({ releaseType: 'label', artist: 'Anna', label: ' ' })).toEqual({
      kind: 'artist',
      artist: 'Anna',
    });
  });

  it('have an id that a second report of the period finds again', () => {
    const id = batchIdOf(within, { kind: 'artist', artist: 'Anna  B' });

    expect(batchIdOf(within, { kind: 'artist', artist: 'anna b' })).toBe(id);
    expect(batchIdOf(within, { kind: 'label', label: 'Anna B' })).not.toBe(id);
    expect(batchIdOf({ ...within, period: '2025-05' }, { kind: 'artist', artist: 'Anna B' })).not.toBe(id);
  });
});

describe('track matching (R25a)', () => {
  const track = (changes: Partial<TrackCandidate> = {}): TrackCandidate => ({
    trackId: 'T1',
    isrc: 'USAB12500001',
    upc: '718',
    releaseId: 'R1',
    ownerId: 'H1',
    ...changes,
  });
  const none: TrackCandidates = { byIsrc: [], byUpc: [], byKey: [] };
  const query = { isrc: 'USAB12500001', upc: '718', trackKey: 'track:one|anna' };

  it('is by ISRC, else UPC, else the mapping’s own key', () => {
    expect(matchTrack(query, { byIsrc: [track()], byUpc: [track({ trackId: 'T2' })], byKey: [] })).toMatchObject({
      by: 'isrc',
      track: { trackId: 'T1' },
    });
    expect(matchTrack(query, { ...none, byUpc: [track()], byKey: [track({ trackId: 'T2' })] })).toMatchObject({
      by: 'upc',
    });
    expect(matchTrack(query, { ...none, byKey: [track()] })).toMatchObject({ by: 'key' });
    expect(matchTrack(query, none)).toEqual({ kind: 'unmatched', error: 'unknown_track' });
  });

  it('of a recording on several releases is the release whose barcode the row carries', () => {
    const other = track({ releaseId: 'R0', upc: '999', ownerId: 'H2' });

    expect(matchTrack(query, { ...none, byIsrc: [other, track()] })).toMatchObject({
      kind: 'matched',
      track: { releaseId: 'R1' },
    });
    expect(matchTrack({ ...query, upc: '' }, { ...none, byIsrc: [other, track()] })).toEqual({
      kind: 'unmatched',
      error: 'ambiguous_track',
    });
  });

  it('of a release sold whole is the release, when its tracks have one owner', () => {
    const tracks = [track(), track({ trackId: 'T2' })];

    expect(matchTrack(query, { ...none, byUpc: tracks })).toEqual({
      kind: 'matched-release',
      by: 'upc',
      releaseId: 'R1',
      ownerId: 'H1',
    });
    expect(matchTrack(query, { ...none, byUpc: [track(), track({ trackId: 'T2', ownerId: 'H2' })] })).toEqual({
      kind: 'unmatched',
      error: 'ambiguous_track',
    });
  });

  it('needs a release and an owner', () => {
    expect(matchTrack(query, { ...none, byIsrc: [track({ releaseId: '' })] })).toEqual({
      kind: 'unmatched',
      error: 'no_release',
    });
    expect(matchTrack(query, { ...none, byIsrc: [track({ ownerId: '' })] })).toEqual({
      kind: 'unmatched',
      error: 'no_owner',
    });
  });
});
