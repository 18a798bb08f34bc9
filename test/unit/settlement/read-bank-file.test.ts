import { describe, expect, it } from 'vitest';
import { proveStatement } from '#settlement/prove-statement';
import { bytesOf, statementsOf } from '#test/support/settlement/bank-files';
import { renderBai2, renderCamt, renderMt940 } from '#test/support/settlement/render-statement';

const oneLine = [{ lines: [{ cents: 1234, side: 'credit', endToEndId: 'E1' }] }] as const;
const camt = renderCamt(oneLine);
const read = (text: string) => statementsOf(bytesOf(text));
const refusal = (code: string) => ({ issue: { code } });

describe('a camt.053', () => {
  it.each(['02', '04', '08'] as const)('of version %s is read by its namespace', async (version) => {
    const [statement] = await read(renderCamt(oneLine, version));

    expect(statement?.all).toMatchObject([{ units: 123_400_000_000n, side: 'credit', endToEndId: 'E1' }]);
  });

  it('of an unknown namespace is refused', async () => {
    await expect(read(camt.replace('053.001.08', '053.001.99'))).rejects.toMatchObject(refusal('unknown_namespace'));
  });

  it.each([
    ['an external entity', '<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
    ['a billion laughs', '<!DOCTYPE Document [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'],
    ['an external subset', '<!DOCTYPE Document SYSTEM "http://127.0.0.1/x.dtd">'],
  ])('with %s is refused before anything of it is looked up', async (_, doctype) => {
    const hostile = camt.replace('<Document', `${doctype}\n<Document`);

    await expect(read(hostile)).rejects.toMatchObject(refusal('doctype'));
  });

  it('with an entity that nobody defined is refused', async () => {
    await expect(read(camt.replace('E1', '&secret;'))).rejects.toMatchObject(refusal('invalid_xml'));
  });

  it.each([
    ['cut short', camt.slice(0, -30), 'invalid_xml'],
    ['with 30 February', camt.replaceAll('2025-05-06</Dt></Dt>', '2025-02-30</Dt></Dt>'), 'malformed_date'],
    [
      'with a date that is no date',
      camt.replaceAll('<Dt>2025-05-06</Dt></BookgDt>', '<Dt>soon</Dt></BookgDt>'),
      'malformed_date',
    ],
    ['with an amount in exponents', camt.replaceAll('12.34', '1.234E1'), 'malformed_amount'],
    ['with a negative amount', camt.replaceAll('12.34', '-12.34'), 'malformed_amount'],
    ['with a currency that is none', camt.replaceAll('Ccy="EUR"', 'Ccy="XXQ"'), 'unknown_currency'],
    ['without a side', camt.replaceAll('CRDT', 'BOTH'), 'no_side'],
    ['that is a notification', camt.replaceAll('Stmt>', 'Ntfctn>'), 'not_a_statement'],
    ['in an encoding that is not read', camt.replace('UTF-8', 'EBCDIC-US'), 'unknown_encoding'],
  ])('%s is refused', async (_, text, code) => {
    await expect(read(text)).rejects.toMatchObject(refusal(code));
  });

  it('keeps five decimals to the last digit', async () => {
    const [statement] = await read(camt.replaceAll('12.34', '12.34567'));

    expect(statement?.all[0]?.units).toBe(123_456_700_000n);
  });

  it('in Latin-1, as it declares, keeps its letters', async () => {
    const text = renderCamt([{ lines: [{ cents: 1, side: 'debit', text: 'Gebühr' }] }]).replace('UTF-8', 'ISO-8859-1');
    const [statement] = await statementsOf(bytesOf(Buffer.from(text, 'latin1')));

    expect(statement?.all[0]?.text).toBe('Gebühr');
  });

  it('counts what is only announced and moves nothing for it', async () => {
    const [statement] = await read(camt.replace('<Cd>BOOK</Cd>', '<Cd>PDNG</Cd>'));

    expect(statement).toMatchObject({ lines: 0, notBooked: 1 });
  });

  it('breaks a batch down to its payments when they add up to it, and else keeps it whole', async () => {
    const part = (id: string, amount: string) =>
      `<TxDtls><Refs><PmtInfId>B1</PmtInfId><EndToEndId>${id}</EndToEndId></Refs><Amt Ccy="EUR">${amount}</Amt></TxDtls>`;
    const batch = (last: string) =>
      camt.replace(/<TxDtls>.*<\/TxDtls>/, `${part('P1', '10.00')}${part('P2', '2.30')}${part('P3', last)}`);
    const [broken] = await read(batch('0.04'));
    const [whole] = await read(batch('0.05'));

    expect(broken?.all.map(({ endToEndId }) => endToEndId)).toEqual(['P1', 'P2', 'P3']);
    expect(broken?.credits).toEqual({ count: 1, units: 123_400_000_000n });
    expect(whole?.all).toMatchObject([{ paymentInformationId: 'B1', units: 123_400_000_000n }]);
    expect(whole?.all[0]).not.toHaveProperty('endToEndId');
  });
});

describe('an MT940', () => {
  const mt940 = renderMt940([{ lines: [{ cents: 1234, side: 'debit', endToEndId: 'E1' }] }]);

  it.each([
    ['without its closing balance', mt940.slice(0, mt940.indexOf(':62F:')), 'no_closing_balance'],
    ['with 31 April', mt940.replaceAll(':61:2505060506', ':61:2504310506'), 'malformed_date'],
    ['with a decimal point', mt940.replace('D12,34N', 'D12.34N'), 'malformed_booking'],
    ['without an account', mt940.replace(/:25:.*\r\n/, ''), 'no_account'],
    ['that begins in the middle', mt940.replace(/:20:.*\r\n/, ':940:\r\n'), 'no_reference'],
  ])('%s is refused', async (_, text, code) => {
    await expect(read(text)).rejects.toMatchObject(refusal(code));
  });

  it('takes a reversed credit for a debit and a reversed debit for a credit', async () => {
    const lines = [
      { cents: 5, side: 'debit', isReversal: true },
      { cents: 7, side: 'credit', isReversal: true },
    ] as const;
    const [statement] = await read(renderMt940([{ lines }]));

    expect(statement?.all).toMatchObject([
      { side: 'debit', isReversal: true },
      { side: 'credit', isReversal: true },
    ]);
    expect(statement === undefined ? [] : proveStatement(statement)).toEqual([]);
  });

  it('whose next page opens with another balance is refused', async () => {
    const paged = mt940.replace(
      '\r\n:61:',
      '\r\n:62M:C250506EUR0,00\r\n-\r\n:20:S1\r\n:25:X\r\n:60M:C250506EUR1,00\r\n:61:',
    );

    await expect(read(paged)).rejects.toMatchObject(refusal('broken_page'));
  });
});

describe('a BAI2', () => {
  const bai2 = renderBai2([{ lines: [{ cents: 1234, side: 'credit', endToEndId: 'E1', text: 'A, B' }] }]);

  it('keeps commas of its texts, and joins continuations to them', async () => {
    const continued = bai2
      .replace('A, B/', 'A, B/\n88,C/')
      .replace(/(49,\d+),3/, '$1,4')
      .replace(/(98,\d+,1),5/, '$1,6')
      .replace(/(99,\d+,1),7/, '$1,8');
    const [statement] = await read(continued);

    expect(statement?.all[0]?.text).toBe('A, B,C');
  });

  it.each([
    ['account', /49,\d+/, '49,1'],
    ['group', /98,\d+,1/, '98,2468,2'],
    ['file', /99,\d+/, '99,7'],
  ])('whose control of its %s is wrong is refused, and the difference named', async (level, pattern, wrong) => {
    const message = expect.stringMatching(new RegExp(`${level}.*difference of`));

    await expect(read(bai2.replace(pattern, wrong))).rejects.toMatchObject({
      issue: { code: 'control_total', message },
    });
  });

  it('cut short is refused', async () => {
    await expect(read(bai2.slice(0, bai2.indexOf('99,')))).rejects.toMatchObject(refusal('cut_short'));
  });

  it('whose payer writes a record into their text is refused by its controls', async () => {
    const forged = bai2.replace('A, B/', 'A/ 16,142,99999900,Z,,,B/');

    await expect(read(forged)).rejects.toMatchObject(refusal('control_total'));
  });
});

describe('a statement', () => {
  it('that does not foot names the difference', async () => {
    const [statement] = await read(renderCamt([{ lines: [{ cents: 500, side: 'credit' }], closingCents: 400 }]));

    expect(statement === undefined ? [] : proveStatement(statement)).toEqual([
      { code: 'does_not_foot', message: expect.stringContaining('the difference is -1.0000000000 EUR') },
    ]);
  });

  it('whose control total differs names the difference', async () => {
    const summary =
      '<TxsSummry><TtlCdtNtries><NbOfNtries>2</NbOfNtries><Sum>13.00</Sum></TtlCdtNtries></TxsSummry><Ntry>';
    const [statement] = await read(camt.replace('<Ntry>', summary));

    expect((statement === undefined ? [] : proveStatement(statement)).map(({ message }) => message)).toEqual([
      expect.stringContaining('the difference is 1.'),
      expect.stringContaining('the difference is 0.6600000000 EUR'),
    ]);
  });

  it('says the same however its file is cut, wrapped or spaced', async () => {
    const [whole] = await read(camt);
    const [cut] = await statementsOf(bytesOf(camt.replaceAll('><', '>\n<'), 7));

    expect(cut?.contentHash).toBe(whole?.contentHash);
  });

  it('of no known format is refused', async () => {
    await expect(read('date;amount\n')).rejects.toMatchObject(refusal('unknown_format'));
  });
});
