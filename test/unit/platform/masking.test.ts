import { describe, expect, it } from 'vitest';
import { maskSecrets, maskText } from '#platform/masking';

const logged = (value: unknown): string => JSON.stringify(value, maskSecrets);

describe('a log line', () => {
  it('carries no amount, name, email or bank detail', () => {
    const line = logged({
      amount: '12.3400000000',
      balance_after: '1.00',
      balanceAfter: '1.00',
      units: 123_400_000_000n,
      holder: {
        name: 'Ella Fitz',
        email: 'ella@example.com',
        payout: { iban: 'DE89370400440532013000', bic: 'COBADEFF' },
      },
      totals: [{ currency: 'USD', amount: '5.00' }],
      note: 'Paid 1234.56 USD to ella@example.com on DE89370400440532013000 with Bearer abc.def.ghi',
    });

    for (const secret of [
      '12.34',
      '1.00',
      '5.00',
      '1234.56',
      '123400000000',
      'Ella',
      'ella@',
      'DE89',
      'COBA',
      'abc.def',
    ]) {
      expect(line).not.toContain(secret);
    }
  });

  it('keeps what explains a failure: ids, instants, error names, lines, versions', () => {
    const line = logged({
      report_id: 'r_1',
      drop_id: 'd_0123456789abcdef0123456789abcdef',
      at: '2025-05-03T00:00:00.000Z',
      account: 'payable:holder:H1:USD',
      isrc: 'USABC1234567',
      line: 17,
      error: { name: 'PeriodNotReconciled', message: 'US_2025_04 is OPEN; schema v1.2.3 at 10.25.0.7' },
    });

    for (const kept of [
      'r_1',
      'd_0123',
      '00:00.000Z',
      'payable:holder:H1',
      'USABC1234567',
      '17',
      'PeriodNotReconciled',
      'v1.2.3',
      '10.25.0.7',
    ]) {
      expect(line).toContain(kept);
    }
  });

  it('shows that a value was there, and that none was', () => {
    expect(logged({ amount: '1.00', email: null })).toBe('{"amount":"***","email":null}');
  });

  it('masks an amount at the end of a sentence', () => {
    expect(maskText('Available is 10.25.')).toBe('Available is ***.');
  });
});
