import { describe, expect, it } from 'vitest';
import { achIdentification, renderNacha } from '#payouts/rails/nacha-file';
import { countEntry, entryHash, nachaTotals } from '#settlement/answers/nacha-controls';
import { nachaRecords } from '#settlement/answers/nacha-records';
import { readNachaAnswers } from '#settlement/answers/read-nacha-answers';
import { anAchBatch, aPayment } from '#test/support/payment-batches';

const lines = (body: string) => body.slice(0, -1).split('\n');
async function* text(body: string) {
  yield body;
}

describe('a NACHA file', () => {
  it('has the controls of the known credit file (E18)', () => {
    const records = lines(renderNacha(anAchBatch()).body);

    expect(records[2]).toMatch(
      /^622231380104987654321 {8}0100000000E2E-1 {10}Soren Angstrom & Sohne {2}0121042880000001$/,
    );
    expect(records[3]).toMatch(/^82200000010023138010000000000000000100000000231380104 /);
    expect(records[4]).toMatch(/^9000001000001000000010023138010000000000000000100000000 {39}$/);
    expect(records).toHaveLength(10);
    expect(records.slice(5)).toEqual(Array.from({ length: 5 }, () => '9'.repeat(94)));
  });

  it.each([1, 6, 7, 16, 17])('of %i entries fills whole blocks of ten records of 94 columns', (count) => {
    const [payment] = anAchBatch().payments;
    const payments = Array.from({ length: count }, (_, index) => ({ ...aPayment(payment), paymentId: `p_${index}` }));
    const records = lines(renderNacha(anAchBatch({ payments })).body);

    expect(records.length % 10).toBe(0);
    expect(new Set(records.map(({ length }) => length))).toEqual(new Set([94]));
    expect(records.find((record) => record.startsWith('9000001'))?.slice(7, 13)).toBe(
      String(records.length / 10).padStart(6, '0'),
    );
  });

  it('keeps the ten right-most digits of a hash that is longer', async () => {
    const destination = { method: 'ach' as const, routing: '998765431', account: '1' };
    const payments = Array.from({ length: 150 }, () => aPayment({ destination, units: 100_000_000n }));
    const { body } = renderNacha(anAchBatch({ payments }));

    const totals = nachaTotals();
    for await (const record of nachaRecords(text(body))) if (record.text.startsWith('6')) countEntry(totals, record);
    expect(totals.hash > 9_999_999_999n).toBe(true);
    expect(
      lines(body)
        .find((record) => record.startsWith('8220'))
        ?.slice(10, 20),
    ).toBe(entryHash(totals.hash).toString().padStart(10, '0'));
  });

  it('is taken by the reader of returns, which finds its controls right and no return in it', async () => {
    const reading = readNachaAnswers(text(renderNacha(anAchBatch()).body));

    await expect(reading).rejects.toMatchObject({ issue: { code: 'no_answer' } });
  });

  it('carries an identification that a return brings back, one for every end-to-end id', () => {
    const long = ['A', 'B'].map((last) => `${'E'.repeat(34)}${last}`);

    expect(achIdentification('E2E-1')).toBe('E2E-1');
    expect(new Set(long.map(achIdentification)).size).toBe(2);
    expect(long.map(achIdentification).every((id) => id.length === 15)).toBe(true);
  });

  it.each([
    ['a routing number whose check digit is wrong', { routing: '231380105', account: '1' }],
    ['an account number of 18 digits', { routing: '231380104', account: '1'.repeat(18) }],
    ['no account', { routing: '231380104' }],
  ])('never carries %s', (_, destination) => {
    const payments = [aPayment({ destination: { method: 'ach', ...destination } })];

    expect(() => renderNacha(anAchBatch({ payments }))).toThrow();
  });
});
