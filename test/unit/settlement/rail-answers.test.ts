import { describe, expect, it } from 'vitest';
import { importRailAnswers } from '#settlement/steps/import-rail-answers';
import { bytesOf } from '#test/support/settlement/bank-files';
import { aDeskPayment, settlementDesk } from '#test/support/settlement/settlement-desk';

const pain = (body: string, version = '10') =>
  `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.${version}"><CstmrPmtStsRpt><GrpHdr><MsgId>A1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>PB-1</OrgnlMsgId></OrgnlGrpInfAndSts>${body}</CstmrPmtStsRpt></Document>`;
const batch = (status: string, payments = '') =>
  `<OrgnlPmtInfAndSts><OrgnlPmtInfId>PB-1</OrgnlPmtInfId><PmtInfSts>${status}</PmtInfSts>${payments}</OrgnlPmtInfAndSts>`;
const payment = (id: string, status: string, amount = '') =>
  `<TxInfAndSts><OrgnlEndToEndId>${id}</OrgnlEndToEndId><TxSts>${status}</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf></StsRsnInf>${amount}</TxInfAndSts>`;

function worldOfTwo() {
  const world = settlementDesk();
  world.desk.add(aDeskPayment(), aDeskPayment({ paymentId: 'p_2' }));
  const answer = (text: string) => importRailAnswers(bytesOf(text, 100), world.access);
  return { ...world, answer };
}

describe('an answer of a rail', () => {
  it.each(['03', '10'])('that rejects one payment of a batch touches no other (pain.002.001.%s)', async (version) => {
    const world = worldOfTwo();
    const text = pain(batch('PART', payment('E2E-p_1', 'RJCT')), version);

    expect(await world.answer(text)).toMatchObject({ counts: { created: 1, rejected: 1, pending: 1 } });
    expect([world.desk.state('p_1'), world.desk.state('p_2')]).toEqual(['rejected', 'instructed']);
    expect(await world.answer(text)).toMatchObject({ counts: { created: 0, unchanged: 2 } });
  });

  it('that rejects a batch rejects its payments, but those that it accepts by name', async () => {
    const world = worldOfTwo();
    await world.answer(pain(batch('RJCT', payment('E2E-p_2', 'ACSC'))));

    expect([world.desk.state('p_1'), world.desk.state('p_2')]).toEqual(['rejected', 'instructed']);
  });

  it('that accepts settles nothing: only a statement says that money moved', async () => {
    const world = worldOfTwo();

    expect(await world.answer(pain(batch('ACSC')))).toMatchObject({ counts: { accepted: 2, created: 0 } });
    expect(world.desk.state('p_1')).toBe('instructed');
  });

  it('about another amount refuses the file whole', async () => {
    const world = worldOfTwo();
    const amount = '<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">12.35</InstdAmt></Amt></OrgnlTxRef>';
    const outcome = await world.answer(
      pain(batch('PART', payment('E2E-p_2', 'RJCT') + payment('E2E-p_1', 'RJCT', amount))),
    );

    expect(outcome).toMatchObject({ kind: 'refused', errors: [{ code: 'other_amount' }] });
    expect(world.desk.state('p_2')).toBe('instructed');
  });

  it('about nobody we know is a warning', async () => {
    const world = worldOfTwo();

    expect(await world.answer(pain(batch('PART', payment('OTHER', 'RJCT'))))).toMatchObject({
      counts: { unknown: 1, rejected: 0 },
      warnings: [{ code: 'unknown_payment', message: expect.stringContaining('OTHER') }],
    });
  });

  it('with a status that nobody knows is refused', async () => {
    expect(await worldOfTwo().answer(pain(batch('WHAT')))).toMatchObject({ errors: [{ code: 'unknown_status' }] });
  });
});

describe('an ACH file of answers', () => {
  const nines = '9'.repeat(94);
  const header = '101 231380104 1210428822102251048A094101Federal Reserve Bank   My Bank Name                   ';
  const ach = (kind: '98' | '99', code: string, over: { readonly cents?: string; readonly count?: string } = {}) => {
    const { cents = kind === '99' ? '0000001234' : '0000000000', count = '000002' } = over;
    const entry = `621231380104744-5678-99      ${cents}E2E-p_1        Best Co. #23            1121042880000001`;
    const addenda =
      kind === '99'
        ? `799${code}121042880000001      12104288${' '.repeat(44)}091012980000088`
        : `798${code}121042880000001      121042881918171614${' '.repeat(34)}091012980000088`;
    const totals = `0023138010000000000000${cents.padStart(12, '0')}`;
    const control = `8220${count}${totals}121042882 ${' '.repeat(25)}121042880000001`;
    const file = `9000001000001${count.padStart(8, '0')}${totals}${' '.repeat(39)}`;
    return [
      header,
      `5220Your Company, in                    121042882 CORVendor Pay      210412   1121042880000001`,
      entry,
      addenda,
      control,
      file,
      nines,
    ].join('\n');
  };
  const usd = () => {
    const world = settlementDesk();
    world.desk.add(aDeskPayment({ currency: 'USD' as never }));
    return { ...world, answer: (text: string) => importRailAnswers(bytesOf(text, 100), world.access) };
  };

  it('returns a payment with its reason, once', async () => {
    const world = usd();

    expect(await world.answer(ach('99', 'R03'))).toMatchObject({ counts: { returned: 1, created: 1 } });
    expect(world.desk.state('p_1')).toBe('rejected');
    expect(await world.answer(ach('99', 'R03'))).toMatchObject({ counts: { created: 0 } });
  });

  it('that corrects an account moves no money, says it to operations and on the bus, and the account on neither bus nor log', async () => {
    const world = usd();
    const outcome = await world.answer(ach('98', 'C01'));

    expect(outcome).toMatchObject({
      counts: { corrections: 1, created: 0 },
      warnings: [{ code: 'destination_correction', value: '1918171614' }],
    });
    expect(world.bell.events).toEqual([{ type: 'Destination Correction', paymentId: 'p_1', reason: 'C01' }]);
    expect(world.desk.state('p_1')).toBe('instructed');
  });

  it.each([
    ['a wrong count of records', { count: '000003' }],
    ['a wrong total', { cents: '0000001234' }],
  ])('with %s is refused, and the difference named', async (_, over) => {
    const text = 'cents' in over ? ach('99', 'R03').replace('0000001234E2E', '0000001235E2E') : ach('99', 'R03', over);

    expect(await usd().answer(text)).toMatchObject({
      errors: [{ code: 'control_total', message: expect.stringContaining('difference') }],
    });
  });

  it('with a code that is none is refused', async () => {
    expect(await usd().answer(ach('99', 'X99'))).toMatchObject({ errors: [{ code: 'unknown_reason' }] });
  });
});
