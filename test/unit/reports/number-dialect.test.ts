import { describe, expect, it } from 'vitest';
import { type NumberDialect, parseNumber } from '#reports/dialects/number-dialect';

const english: NumberDialect = { decimal: '.', thousands: ',' };
const german: NumberDialect = { decimal: ',', thousands: '.' };
const french: NumberDialect = { decimal: ',', thousands: 'space' };
const plain: NumberDialect = { decimal: '.', thousands: 'none' };

describe('numbers of provider reports', () => {
  it.each([
    ['12.50', plain, '12.50'],
    ['.02133', plain, '0.02133'],
    ['-.5', plain, '-0.5'],
    ['7.', plain, '7'],
    ['+3', plain, '3'],
    ['4.2E-7', plain, '0.00000042'],
    ['0E-18', plain, '0.000000000000000000'],
    ['1.5e3', plain, '1500'],
    ['1E-05', plain, '0.00001'],
    ['0.1234567890123456789012345678', plain, '0.1234567890123456789012345678'],
    ['(12.50)', plain, '-12.50'],
    ['($12.50)', plain, '-12.50'],
    ['12.50-', plain, '-12.50'],
    ['\u221212.50', plain, '-12.50'],
    ['$12.50', plain, '12.50'],
    ['-$12.50', plain, '-12.50'],
    ['$-12.50', plain, '-12.50'],
    ['€ 3', plain, '3'],
    ['3 EUR', plain, '3'],
    ['1,234,567.89', english, '1234567.89'],
    ['0,258066', german, '0.258066'],
    ['1.234,5', german, '1234.5'],
    ['4\u00a0858\u202f741,81', french, '4858741.81'],
    ['-0.00', { decimal: ',', thousands: 'none' } as const, undefined],
  ])('%j is read', (text, dialect, expected) => {
    expect(parseNumber(text, dialect)?.text).toBe(expected);
  });

  it.each([
    ['', plain],
    ['-', plain],
    ['.', plain],
    ['abc', plain],
    ['100.51Really?', plain],
    ['1.2.3', plain],
    ['1,5', english],
    ['12,34,567', english],
    ['1,234', plain],
    ['1 234', plain],
    ['--5', plain],
    ['(-5)', plain],
    ['1e', plain],
    ['1e1e1', plain],
    ['1e999', plain],
    ['Infinity', plain],
    ['NaN', plain],
    ['0x10', plain],
    ['0.12345678901234567890123456789', plain],
    ['12345678901234567890123456789', plain],
    ['٣', plain],
  ])('%j is no number', (text, dialect) => {
    expect(parseNumber(text, dialect)).toBeUndefined();
  });

  it('keeps value and text equal, digit by digit', () => {
    expect(parseNumber('-0.0213300', plain)).toEqual({ value: { digits: -213300n, scale: 7 }, text: '-0.0213300' });
  });
});
