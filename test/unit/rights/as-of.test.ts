import { describe, expect, it } from 'vitest';
import { type RightsShare, sharesAsOf, snapshotShareOf, type TypeWeight, weightsAsOf } from '#rights/as-of';
import { snapshotShare } from '#rights/portion';
import { anInstant } from '#test/support/instants';
import { anInterval, unitsOf } from '#test/support/rights-builders';

function aShare(rightsType: string, rightsHolderId: string, share: string, from: string, to = ''): RightsShare {
  return { trackId: 'T1', rightsType, rightsHolderId, share: unitsOf(share), ...anInterval(from, to) };
}

function aWeight(country: string, rightsType: string, weight: string, from: string, to = ''): TypeWeight {
  return { country, rightsType, weight: unitsOf(weight), ...anInterval(from, to) };
}

describe('the bridge as of an instant', () => {
  const shares = [aShare('artist', 'H1', '1', '2025-01-01', '2025-04-15T12:00:00Z')].concat(
    aShare('artist', 'H2', '1', '2025-04-15T12:00:00Z', '2025-05-01'),
  );

  it.each([
    ['2024-12-31T23:59:59.999Z', []],
    ['2025-01-01T00:00:00.000Z', ['H1']],
    ['2025-04-15T11:59:59.999Z', ['H1']],
    ['2025-04-15T12:00:00.000Z', ['H2']],
    ['2025-04-30T23:59:59.999Z', ['H2']],
    ['2025-05-01T00:00:00.000Z', []],
  ])('at %s is the deal of %j: a renegotiation’s instant belongs to the new one (R4)', (at, holders) => {
    expect(sharesAsOf(shares, anInstant(at)).map(({ rightsHolderId }) => rightsHolderId)).toEqual(holders);
  });
});

describe('type weights (R9)', () => {
  const weights = [
    aWeight('*', 'artist', '0.6', '2025-01-01'),
    aWeight('*', 'publisher', '0.4', '2025-01-01'),
    aWeight('DE', 'artist', '1', '2025-03-01', '2025-06-01'),
  ];
  const typesIn = (country: string, at: string) =>
    weightsAsOf(weights, { country, at: anInstant(at) }).map((weight) => `${weight.country} ${weight.rightsType}`);

  it('are the country’s whole set while it has one in force, and never mixed with the default’s', () => {
    expect(typesIn('DE', '2025-03-01')).toEqual(['DE artist']);
    expect(typesIn('DE', '2025-05-31T23:59:59.999Z')).toEqual(['DE artist']);
  });

  it('are the default’s before and after it, and in every other country', () => {
    expect(typesIn('DE', '2025-02-28')).toEqual(['* artist', '* publisher']);
    expect(typesIn('DE', '2025-06-01')).toEqual(['* artist', '* publisher']);
    expect(typesIn('US', '2025-03-01')).toEqual(['* artist', '* publisher']);
  });

  it('are none where neither is in force', () => {
    expect(typesIn('US', '2024-12-31')).toEqual([]);
  });

  it('earn nothing for a type that the set does not name', () => {
    const label = aShare('label', 'H1', '1', '2025-01-01');

    expect(snapshotShareOf(label, weights)).toBe('0.0000000000');
  });
});

it('the four-times trap: a play of a track with four rights types is paid once, not four times (R9)', () => {
  const weights = [
    aWeight('*', 'artist', '0.4', '2025-01-01'),
    aWeight('*', 'label', '0.35', '2025-01-01'),
    aWeight('*', 'publisher', '0.15', '2025-01-01'),
    aWeight('*', 'songwriter', '0.1', '2025-01-01'),
  ];
  const shares = weights.flatMap(({ rightsType }) => [
    aShare(rightsType, 'H1', '0.33333', '2025-01-01'),
    aShare(rightsType, 'H2', '0.66667', '2025-01-01'),
  ]);
  const at = anInstant('2025-04-01');
  const weightOf = (type: string) =>
    weightsAsOf(weights, { country: 'US', at }).find(({ rightsType }) => rightsType === type)?.weight ?? 0n;

  const naive = sharesAsOf(shares, at).reduce((sum, { share }) => sum + share, 0n);
  const weighed = sharesAsOf(shares, at).reduce(
    (sum, { rightsType, share }) => sum + snapshotShare({ weight: weightOf(rightsType), share }),
    0n,
  );

  expect(naive).toBe(4n * 10n ** 5n);
  expect(weighed).toBe(10n ** 10n);
});
