import { describe, expect, it } from 'vitest';
import { readOrders } from '#infra/local/sample-bank/read-orders';
import { openSampleBank } from '#infra/local/sample-bank/sample-bank';
import { parseCurrency } from '#kernel/money/currency';
import type { Rail } from '#payouts/payment-batch';
import { renderBatch } from '#payouts/rails/render-batch';
import { readCamt } from '#settlement/reading/read-camt';
import type { StatementPart } from '#settlement/statement';
import { units } from '#test/support/money';
import { aBatch, aPayment } from '#test/support/payment-batches';

const destination = { iban: 'DE89370400440532013000', bic: 'COBADEFFXXX', email: 'a@example.com' };
const PAYMENTS = [
  { paymentId: 'R0123456789ABP01', endToEndId: 'R0123456789ABP01', units: units('10.01') },
  { paymentId: 'R0123456789ABP02', endToEndId: 'R0123456789ABP02', units: units('0.99') },
] as const;

function aFile(rail: Exclude<Rail, 'internal' | 'csv'>) {
  const currency = parseCurrency(rail === 'ach' ? 'USD' : 'EUR');
  if (currency === undefined) throw new Error('There is no such currency');
  const where = rail === 'ach' ? { account: '200400611', routing: '021000021' } : destination;
  const payments = PAYMENTS.map((of) => aPayment({ ...of, destination: { method: rail, ...where } }));
  const debtor = { name: 'Pennywhistle', ...where, routing: '021000021', companyId: '1234567890' };
  const { fileName, body } = renderBatch(aBatch({ rail, currency, debtor, payments }));
  return { name: fileName, body };
}

describe('the sample bank', () => {
  it.each([
    ['sepa', true],
    ['international', false],
    ['ach', false],
    ['paypal', true],
  ] as const)('reads every order of a %s file out of its text alone', (rail, isBookedWhole) => {
    const read = readOrders(aFile(rail));

    expect(read.isBookedWhole).toBe(isBookedWhole);
    expect(read.orders.map(({ cents }) => cents)).toEqual([1001n, 99n]);
    expect(new Set(read.orders.map(({ reference }) => reference)).size).toBe(2);
  });

  it.each(['sepa', 'ach'] as const)('refuses a %s file that lost an order on the way', (rail) => {
    const { name, body } = aFile(rail);
    const shorter =
      rail === 'ach' ? body.replace(/^6.*\n/m, '') : body.replace(/<CdtTrfTxInf>[\s\S]*?<\/CdtTrfTxInf>/, '');

    expect(() => readOrders({ name, body: shorter })).toThrow(/says 2 orders of 1100 cents and has 1/);
  });

  it('tells of each booking once, from the balance of the day before', async () => {
    const bank = openSampleBank({ EUR: 5000n });
    bank.pay(aFile('international'));
    const first = await statementOf(bank.closeDay('2025-05-08'));
    bank.giveBack('R0123456789ABP01', { code: 'AC04', words: 'account closed' });
    const second = await statementOf(bank.closeDay('2025-05-09'));

    expect([first.lines.length, second.lines.length]).toEqual([2, 1]);
    expect(first.statement).toMatchObject({ opening: { units: units('50') }, closing: { units: units('39') } });
    expect(second.statement).toMatchObject({ opening: { units: units('39') }, closing: { units: units('49.01') } });
    expect(second.lines[0]).toMatchObject({
      endToEndId: 'R0123456789ABP01',
      returnReason: 'AC04',
      text: 'account closed',
    });
  });

  it('gives nothing back that it never paid', () => {
    const bank = openSampleBank({ EUR: 0n });

    expect(() => bank.giveBack('R0123456789ABP01', { code: 'AC04', words: '' })).toThrow('never paid');
  });
});

async function statementOf(camt: string) {
  const parts: StatementPart[] = [];
  for await (const read of readCamt(pieces(camt))) parts.push(...read);
  const lines = parts.flatMap((part) => (part.kind === 'line' ? [part.line] : []));
  const statement = parts.find((part) => part.kind === 'statement')?.statement;
  return { lines, statement };
}

async function* pieces(text: string) {
  yield text;
}
