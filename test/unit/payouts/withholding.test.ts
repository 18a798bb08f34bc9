import { describe, expect, it } from 'vitest';
import { withholdingOf } from '#payouts/withholding';
import { anInstant } from '#test/support/instants';

const FROM = anInstant('2024-01-01');
const of = (holderCountry: string, form?: object, at = '2025-05-01') => {
  const found = withholdingOf({
    payerCountry: 'US',
    holderCountry,
    forms: form === undefined ? [] : [{ form: 'W-9', country: 'US', validFrom: FROM, ...form }],
    at: anInstant(at),
  });
  return found && [found.rule, found.rate.digits, found.rate.scale, found.report];
};

describe('what a payer of the US withholds', () => {
  it.each([
    ['nothing with a W-9', 'US', {}, ['us-person-with-w9', 0n, 0, '1099-MISC']],
    ['nothing with a W-9, wherever the person lives', 'DE', {}, ['us-person-with-w9', 0n, 0, '1099-MISC']],
    ['24 % without a W-9', 'US', undefined, ['us-person-without-w9', 24n, 2, '1099-MISC']],
    ['30 % of foreigners without a form', 'DE', undefined, ['foreign-person-without-form', 30n, 2, '1042-S']],
    [
      '30 % with a W-8BEN that claims no treaty',
      'DE',
      { form: 'W-8BEN', country: 'DE' },
      ['foreign-person', 30n, 2, '1042-S'],
    ],
    [
      'the treaty rate that a W-8BEN-E claims',
      'NL',
      { form: 'W-8BEN-E', country: 'NL', treatyRate: '0.05' },
      ['foreign-person-with-treaty', 5n, 2, '1042-S'],
    ],
    [
      'nothing where a treaty says zero',
      'DE',
      { form: 'W-8BEN', country: 'DE', treatyRate: '0' },
      ['foreign-person-with-treaty', 0n, 0, '1042-S'],
    ],
    ['nothing with a W-8ECI', 'CA', { form: 'W-8ECI', country: 'CA' }, ['effectively-connected', 0n, 0, '1042-S']],
  ])('is %s', (_what, country, form, expected) => {
    expect(of(country, form)).toEqual(expected);
  });

  it('follows the day: 28 % until the end of 2017, 24 % from 2018 on', () => {
    expect(of('US', undefined, '2017-12-31T23:59:59.999Z')?.[1]).toBe(28n);
    expect(of('US', undefined, '2018-01-01')?.[1]).toBe(24n);
  });

  it('is the highest rate again once a form has ended', () => {
    const form = { validTo: anInstant('2025-01-01') };

    expect(of('US', form, '2024-12-31')?.[0]).toBe('us-person-with-w9');
    expect(of('US', form, '2025-01-01')?.[0]).toBe('us-person-without-w9');
  });
});
