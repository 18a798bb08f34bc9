import { describe, expect, it } from 'vitest';
import { columnOf, dateText, numberText } from '#reports/workbook/cell-text';

describe('numbers of a workbook', () => {
  it.each([
    ['0.1', '0.1'],
    ['0.10000000000000001', '0.1'],
    ['9.0999999999999996', '9.1'],
    ['-7.5999999999999996', '-7.6'],
    ['1234567891234', '1234567891234'],
    ['0.00139510587933175', '0.00139510587933175'],
    ['0.12345678901234567', '0.12345678901234567'],
    ['0.1234567890123456789', '0.1234567890123456789'],
    ['4.2E-7', '4.2E-7'],
  ])('%s comes through as %s', (raw, text) => {
    expect(numberText(raw)).toBe(text);
  });

  it.each([
    ['45778', false, '2025-05-01'],
    ['45778.5', false, '2025-05-01 12:00:00'],
    ['44316', true, '2025-05-01'],
    ['0', false, '0'],
    ['x', false, 'x'],
  ])('day %s (1904: %s) is %s', (raw, isFrom1904, text) => {
    expect(dateText(raw, isFrom1904)).toBe(text);
  });

  it.each([
    ['A1', 0],
    ['Z9', 25],
    ['AA10', 26],
    ['AB7', 27],
    ['XFD1', 16383],
  ])('%s is column %i', (reference, column) => {
    expect(columnOf(reference)).toBe(column);
  });
});
