import { describe, expect, it } from 'vitest';
import { parseDecimal } from '#kernel/money/decimal';
import { readTaxYear } from '#payouts/steps/read-tax-year';
import { returnPayment, settlePayment } from '#payouts/steps/settle-payment';
import { taxYearOf } from '#payouts/views';
import { anInstant } from '#test/support/instants';
import { payoutWorld } from '#test/support/payouts/payout-world';

/** Germans without a form, of whom 30 % is withheld: 100 euro are paid on the first day, 50 on the second. */
async function paid() {
  const world = payoutWorld();
  await world.owe({ holderId: 'H1' }, '100 EUR');
  const [first] = await world.payments(await world.pay('one'));
  world.clock.advance(1000);
  await world.owe({ holderId: 'H1' }, '50 EUR');
  if (first === undefined) throw new Error('Nobody is paid');
  const line = (on: string, { payment }: typeof first) => ({
    endToEndId: payment.paymentId,
    bookedAt: anInstant(on),
    units: payment.netUnits,
    currency: payment.currency,
    statementRef: `s-${on}`,
    reason: 'AC04',
  });
  await settlePayment(world.ports, line('2025-05-02', first));
  const [second] = await world.payments(await world.pay('two'));
  if (second === undefined) throw new Error('Nobody is paid again');
  await settlePayment(world.ports, line('2025-05-05', second));
  const drop = (date: string, text: string) => {
    const rate = parseDecimal(text);
    if (rate === undefined) throw new Error(`${text} is no rate`);
    world.rates.set(`${date} EURUSD`, { rate, date, source: 'fx' });
  };
  const read = async (year = '2025') => {
    const of = { holderId: 'H1', year };
    return taxYearOf(of, await readTaxYear(world.ports, of)).forms;
  };
  return { world, first, line, drop, read };
}

describe('the boxes of a tax return', () => {
  it('are in dollars, each payment by the rate of the day on which it was booked', async () => {
    const { drop, read } = await paid();
    drop('2025-05-02', '1.10');
    drop('2025-05-05', '1.20');

    expect(await read()).toMatchObject([
      {
        form: '1042-S',
        currency: 'USD',
        payments: 2,
        box_2_amount: '170.0000000000',
        box_3b_tax_rate: '30.00',
        box_4_tax_withheld: null,
        box_7a_tax_withheld: '51.0000000000',
        missing_rates: [],
        paid: [{ currency: 'EUR', gross: '150.0000000000', withheld: '45.0000000000' }],
      },
    ]);
    expect(await read('2024')).toEqual([]);
  });

  it('are not filled in while a rate is missing, which is named, and are once it is dropped', async () => {
    const { drop, read } = await paid();
    drop('2025-05-02', '1.10');

    const before = await read();
    drop('2025-05-05', '1.20');

    expect(before).toMatchObject([{ box_2_amount: null, box_7a_tax_withheld: null, payments: 2 }]);
    expect(before[0]?.missing_rates).toEqual(['No rate from EUR to USD of 2025-05-05']);
    expect((await read())[0]?.box_2_amount).toBe('170.0000000000');
  });

  it('lose exactly what a payment added when it comes back, whatever the rate of that later day', async () => {
    const { world, first, line, drop, read } = await paid();
    drop('2025-05-02', '1.10');
    drop('2025-05-05', '1.20');
    drop('2025-05-09', '1.99');

    await returnPayment(world.ports, line('2025-05-09', first));

    expect(await read()).toMatchObject([
      { payments: 1, box_2_amount: '60.0000000000', box_7a_tax_withheld: '18.0000000000' },
    ]);
  });
});
