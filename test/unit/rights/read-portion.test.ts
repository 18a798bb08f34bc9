import { describe, expect, it } from 'vitest';
import { readRightsRow, readWeightRow } from '#rights/read-portion';

const RIGHT = {
  track_id: 'T1',
  rights_type: 'artist',
  holder_id: 'H1',
  share: '0.5',
  effective_from: '2025-01-01',
  effective_to: '',
};
const WEIGHT = { country: 'US', rights_type: 'artist', weight: '0.5', effective_from: '2025-01-01', effective_to: '' };

describe('a row of the bridge', () => {
  it.each([
    ['1', 100_000n],
    ['0.5', 50_000n],
    ['.33333', 33_333n],
    ['0.000010', 1n],
    ['5E-1', 50_000n],
  ])('reads the share %s exactly', (share, units) => {
    const { portion, errors } = readRightsRow({ line: 2, cells: { ...RIGHT, share } });

    expect([portion.units, errors]).toEqual([units, []]);
  });

  it('reads a date as 00:00:00Z, an empty end as open, and its rights type in lower case', () => {
    const reading = readRightsRow({ line: 7, cells: { ...RIGHT, rights_type: 'Artist' } });

    expect(reading).toEqual({
      key: { subject: 'T1', facet: 'artist' },
      portion: {
        member: 'H1',
        units: 50_000n,
        effectiveFrom: '2025-01-01T00:00:00.000Z',
        effectiveTo: undefined,
        line: 7,
      },
      errors: [],
    });
  });

  it.each([
    ['share', '0.123456', 'bad_share'],
    ['share', '1.00001', 'bad_share'],
    ['share', '0', 'bad_share'],
    ['share', '-0.5', 'bad_share'],
    ['share', '50%', 'bad_share'],
    ['share', 'NaN', 'bad_share'],
    ['share', '', 'bad_share'],
    ['track_id', 'a b', 'bad_id'],
    ['holder_id', '~unattributed', 'bad_id'],
    ['holder_id', '', 'bad_id'],
    ['rights_type', '', 'bad_rights_type'],
    ['rights_type', 'main artist', 'bad_rights_type'],
    ['effective_from', '', 'bad_instant'],
    ['effective_from', '2025-02-29', 'bad_instant'],
    ['effective_from', '9999-12-31T23:59:59-14:00', 'bad_instant'],
    ['effective_to', '04/01/2025', 'bad_instant'],
    ['effective_to', '2025-01-01', 'empty_interval'],
    ['effective_to', '2024-12-31', 'empty_interval'],
  ])('with the %s %j is refused as %s, with line, column and value', (column, value, code) => {
    const { errors } = readRightsRow({ line: 3, cells: { ...RIGHT, [column]: value } });

    expect(errors).toEqual([{ code, line: 3, column, value, message: expect.stringContaining(`Line 3: ${column}`) }]);
  });
});

describe('a row of the weights', () => {
  it('is of one country, or of * for all the others; a weight may be 0', () => {
    const one = readWeightRow({ line: 2, cells: { ...WEIGHT, weight: '0' } });
    const rest = readWeightRow({ line: 2, cells: { ...WEIGHT, country: '*' } });

    expect([one.errors, rest.errors]).toEqual([[], []]);
    expect([one.key, rest.key]).toEqual([
      { subject: 'US', facet: '' },
      { subject: '*', facet: '' },
    ]);
  });

  it.each([
    ['country', 'XX', 'unknown_country'],
    ['country', '', 'unknown_country'],
    ['weight', '1.5', 'bad_weight'],
    ['weight', '0.000001', 'bad_weight'],
    ['rights_type', '?', 'bad_rights_type'],
  ])('with the %s %j is refused as %s', (column, value, code) => {
    const { errors } = readWeightRow({ line: 3, cells: { ...WEIGHT, [column]: value } });

    expect(errors.map((error) => error.code)).toEqual([code]);
  });
});
