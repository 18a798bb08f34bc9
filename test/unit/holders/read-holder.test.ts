import { describe, expect, it } from 'vitest';
import { type HolderColumn, readHolder, readPlan } from '#holders/read-holder';

const ROW: Record<HolderColumn, string> = {
  holder_id: 'H1',
  name: 'Ada Whistler',
  kind: 'artist',
  currency: 'USD',
  country: 'US',
  commission_rate: '0.15',
  plan: 'standard',
  payout_method: 'ach',
  payout_threshold: '50.00',
};

const read = (cells: Partial<Record<HolderColumn, string>> = {}) =>
  readHolder({ line: 4, cells: { ...ROW, ...cells } });

describe('a row of a dropped holders file', () => {
  it('is a holder with decimals in their one form', () => {
    const { content, errors } = read();

    expect(errors).toEqual([]);
    expect(content).toMatchObject({ holderId: 'H1', commissionRate: '0.15', payoutThreshold: '50' });
  });

  it('may leave the rate to the plan and the threshold to 0', () => {
    const { content, errors } = read({ commission_rate: '', payout_threshold: '' });

    expect(errors).toEqual([]);
    expect(content.payoutThreshold).toBe('0');
    expect('commissionRate' in content).toBe(false);
  });

  it.each([
    ['holder_id', '', 'bad_id'],
    ['holder_id', '~unattributed', 'bad_id'],
    ['holder_id', 'Zoë', 'bad_id'],
    ['name', '', 'no_name'],
    ['currency', 'usd', 'unknown_currency'],
    ['currency', 'XYZ', 'unknown_currency'],
    ['country', 'USA', 'unknown_country'],
    ['country', 'UK', 'unknown_country'],
    ['commission_rate', '15', 'bad_commission_rate'],
    ['commission_rate', '15%', 'bad_commission_rate'],
    ['payout_threshold', '-0.01', 'bad_payout_threshold'],
    ['payout_threshold', 'ten', 'bad_payout_threshold'],
  ] as const)('with %s %j is refused as %s, naming line, column and value', (column, value, code) => {
    const { errors } = read({ [column]: value });

    expect(errors).toMatchObject([{ code, line: 4, column, value }]);
    expect(errors[0]?.message).toContain(`Line 4: ${column}`);
  });

  it('names every fault of the row, not just the first', () => {
    expect(read({ currency: '', country: '', name: '' }).errors).toHaveLength(3);
  });
});

describe('a row of a dropped plans file', () => {
  it('is a plan; without a name or a rate it is refused', () => {
    expect(readPlan({ line: 2, cells: { plan: 'Pro Artist', commission_rate: '0.10' } })).toMatchObject({
      content: { plan: 'Pro Artist', commissionRate: '0.1' },
      errors: [],
    });
    expect(readPlan({ line: 2, cells: { plan: '', commission_rate: '' } }).errors).toMatchObject([
      { code: 'bad_plan' },
      { code: 'bad_commission_rate' },
    ]);
  });
});
