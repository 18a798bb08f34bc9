import { describe, expect, it } from 'vitest';
import { isBic, isIban, isRoutingNumber, maskedDetail } from '#holders/bank-identifiers';

describe('bank identifiers', () => {
  it.each([
    'DE89370400440532013000',
    'GB29NWBK60161331926819',
    'FR1420041010050500013M02606',
    'NO9386011117947',
    'MT84MALT011000012345MTLCAST001S',
  ])('takes the IBAN %s', (iban) => {
    expect(isIban(iban)).toBe(true);
  });

  it.each([
    ['two digits changed places', 'DE89370400440532010300'],
    ['one digit is wrong', 'DE88370400440532013000'],
    ['a digit is missing', 'DE8937040044053201300'],
    ['no such country', 'ZZ89370400440532013000'],
    ['lower case', 'de89370400440532013000'],
    ['spaces', 'DE89 3704 0044 0532 0130 00'],
  ])('refuses an IBAN: %s', (_why, iban) => {
    expect(isIban(iban)).toBe(false);
  });

  it('takes a BIC of 8 or 11 characters and no other', () => {
    expect(['DEUTDEFF', 'DEUTDEFF500'].map(isBic)).toEqual([true, true]);
    expect(['DEUTDEF', 'DEUTDEFF5', 'DEUT1EFF', 'deutdeff'].map(isBic)).toEqual([false, false, false, false]);
  });

  it('checks the nine digits of a routing number by weights 3, 7, 1', () => {
    expect(['021000021', '231380104'].map(isRoutingNumber)).toEqual([true, true]);
    expect(['021000022', '02100002', '000000000', '23138010A'].map(isRoutingNumber)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('shows the last four characters of a detail, and nothing of a short one', () => {
    expect(maskedDetail('DE89370400440532013000')).toBe('***3000');
    expect(maskedDetail('123456')).toBe('***');
  });
});
