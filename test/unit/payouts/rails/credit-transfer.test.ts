import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { parseCurrency } from '#kernel/money/currency';
import { renderInternational, renderSepa } from '#payouts/rails/credit-transfer';
import { aBatch, aPayment } from '#test/support/payment-batches';
import { samplesFolder } from '#test/support/samples-folder';

const xsd = join(samplesFolder, 'iso20022/xsd/pain.001.001.09.xsd');

const currencyNamed = (code: string) => {
  const currency = parseCurrency(code);
  if (currency === undefined) throw new Error(`${code} is a currency`);
  return currency;
};
const textOf = (body: string, path: string) => {
  const document = XmlDocument.fromString(body);
  const namespaces = { p: 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09' };
  const nodes = document.find(path.replaceAll(/\/(?=[A-Za-z])/g, '/p:'), namespaces);
  const found = nodes.map((node) => node.content);
  document.dispose();
  return found;
};

describe('a SEPA credit transfer', () => {
  it('says its totals twice, exactly', () => {
    const payments = [aPayment(), aPayment({ paymentId: 'p_2', endToEndId: 'E2E-2', units: 100_000_000n })];
    const { body } = renderSepa(aBatch({ payments }));

    expect(textOf(body, '//NbOfTxs')).toEqual(['2', '2']);
    expect(textOf(body, '//CtrlSum')).toEqual(['12.35', '12.35']);
    expect(textOf(body, '//InstdAmt')).toEqual(['12.34', '0.01']);
    expect(textOf(body, '//EndToEndId')).toEqual(['E2E-1', 'E2E-2']);
  });

  it('writes names in the letters that every bank takes', () => {
    const names = ['Søren Ångström & Söhne', 'Θεόδωρος', 'Łódź "Straße"', '林', '<b>', '\u0000'];
    const payments = names.map((name, index) => aPayment({ paymentId: `p_${index}`, name }));
    const { body } = renderSepa(aBatch({ payments }));

    expect(textOf(body, '//Cdtr/Nm')).toEqual([
      'Soren Angstrom + Sohne',
      'Theodoros',
      "Lodz 'Strasse'",
      'Lin',
      '.b.',
      '.',
    ]);
  });

  it('of the same batch has the same bytes', () => {
    expect(renderSepa(aBatch())).toEqual(renderSepa(aBatch()));
  });

  it.each([
    ['dollars', () => renderSepa(aBatch({ currency: currencyNamed('USD') }))],
    ['a fraction of a cent', () => renderSepa(aBatch({ payments: [aPayment({ units: 1n })] }))],
    ['nothing', () => renderSepa(aBatch({ payments: [aPayment({ units: 0n })] }))],
    [
      'an account without an IBAN',
      () => renderSepa(aBatch({ payments: [aPayment({ destination: { method: 'sepa' } })] })),
    ],
    [
      'an end-to-end id of 36 characters',
      () => renderSepa(aBatch({ payments: [aPayment({ endToEndId: 'E'.repeat(36) })] })),
    ],
    [
      'an end-to-end id that a bank would change',
      () => renderSepa(aBatch({ payments: [aPayment({ endToEndId: 'Ä//1' })] })),
    ],
    ['a batch without payments', () => renderSepa(aBatch({ payments: [] }))],
  ])('never carries %s', (_, render) => {
    expect(render).toThrow();
  });
});

describe('an international credit transfer', () => {
  it.each([
    ['JPY', 12_000_000_000_000n, '1200'],
    ['KWD', 12_340_000_000n, '1.234'],
    ['USD', 12_300_000_000n, '1.23'],
  ])('writes %s in its own minor units', (code, units, written) => {
    const destination = { method: 'international' as const, bic: 'BOTKJPJT', account: '123456' };
    const { body } = renderInternational(
      aBatch({ currency: currencyNamed(code), payments: [aPayment({ units, destination })] }),
    );

    expect(textOf(body, '//InstdAmt')).toEqual([written]);
  });
});

describe.skipIf(!existsSync(xsd))('pain.001.001.09, by the official schema', () => {
  const schema = existsSync(xsd) ? XmlDocument.fromBuffer(readFileSync(xsd)) : undefined;
  const validator = schema === undefined ? undefined : XsdValidator.fromDoc(schema);
  const requireValid = (body: string) => {
    const document = XmlDocument.fromString(body);
    try {
      validator?.validate(document);
    } finally {
      document.dispose();
    }
  };

  it('every batch is valid, whatever the names and texts', () => {
    const text = fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 300 }));
    const payment = fc
      .record({
        name: text,
        remittanceText: text,
        units: fc.bigInt({ min: 1n, max: 10n ** 11n }).map((cents) => cents * 10n ** 8n),
      })
      .map(aPayment);
    fc.assert(
      fc.property(fc.array(payment, { minLength: 1, maxLength: 5 }), text, (payments, name) => {
        const debtor = { ...aBatch().debtor, name };
        requireValid(renderSepa(aBatch({ payments, debtor })).body);
        requireValid(
          renderInternational(aBatch({ payments, debtor: { name, account: '1', routing: '231380104' } })).body,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('the schema refuses what is wrong, so a pass means something', () => {
    expect(() => requireValid(renderSepa(aBatch()).body.replace('<NbOfTxs>1<', '<NbOfTxs>one<'))).toThrow(/NbOfTxs/);
  });
});
