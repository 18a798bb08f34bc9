import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { renderCsv, renderPaypal } from '#payouts/rails/payment-table';
import { aBatch, aPayment } from '#test/support/payment-batches';

const rowsOf = (body: string) => Papa.parse<string[]>(body, { skipEmptyLines: true }).data;

describe('the generic table of payments', () => {
  it.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'makes %j text, not a formula',
    (name) => {
      const [, row = []] = rowsOf(renderCsv(aBatch({ rail: 'csv', payments: [aPayment({ name })] })).body);

      expect(row[3]).toBe(`'${name}`);
    },
  );

  it('keeps commas, quotes and line breaks in their cells', () => {
    const name = 'A, "B"\nC';
    const [header = [], row = []] = rowsOf(renderCsv(aBatch({ rail: 'csv', payments: [aPayment({ name })] })).body);

    expect(row[3]).toBe(name);
    expect(row).toHaveLength(header.length);
  });
});

describe('PayPal’s table of payouts', () => {
  const destination = { method: 'paypal' as const, email: 'h1@example.org' };

  it('has recipient, amount, currency, our reference, note and wallet', () => {
    const { body } = renderPaypal(aBatch({ rail: 'paypal', payments: [aPayment({ destination })] }));

    expect(rowsOf(body)).toEqual([['h1@example.org', '12.34', 'EUR', 'E2E-1', 'Royalties 2025-04', 'PAYPAL']]);
  });

  it('never pays to nobody', () => {
    expect(() => renderPaypal(aBatch({ payments: [aPayment()] }))).toThrow(/e-mail/);
  });
});
