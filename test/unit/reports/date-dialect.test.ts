import { describe, expect, it } from 'vitest';
import { dateReader, isDateTemplate, middleMonth, periodOf } from '#reports/dialects/date-dialect';

describe('dates and periods of provider reports', () => {
  it.each([
    ['YYYY-MM-DD', '2025-04-30', '2025-04'],
    ['YYYY-MM', '2022-05', '2022-05'],
    ['YYYY/MM/DD', '2025/04/01', '2025-04'],
    ['DD.MM.YYYY', '31.12.2024', '2024-12'],
    ['YYYYMMDD', '20250401', '2025-04'],
    ['YYYY[_]MM', '2023_01', '2023-01'],
    ['YYYY[M]MM', '2017M10', '2017-10'],
    ['YYYY[M]MM', '2017M9', '2017-09'],
    ['MMM-YY', 'JUN-25', '2025-06'],
    ['MMMM YYYY', 'June 2025', '2025-06'],
    ['MMMM YYYY', 'MAY 2025', '2025-05'],
    ['YYYY.MM *', '2019.08 Streams', '2019-08'],
    ['Q[Q]YYYY', '2Q2026', '2026-Q2'],
    ['YYYY-[Q]Q', '2026-Q4', '2026-Q4'],
    ['YYYY', '2026', '2026'],
    ['MM/DD/YYYY hh:mm:ss a', '10/15/2023 12:00:00 AM', '2023-10'],
    ['MM/DD/YYYY hh:mm:ss a', '7/31/2023 12:00:00 AM', '2023-07'],
    ['MM/DD/YY hh:mma', '11/25/22 5:45pm', '2022-11'],
    ['MM/DD/YY', '1/7/20', '2020-01'],
    ['MM-DD-YYYY', '04-30-2025', '2025-04'],
    ['MM/DD/YY', '12/31/99', '1999-12'],
    ['MM/DD/YYYY', '2/29/2024', '2024-02'],
  ])('%s reads %j', (template, text, period) => {
    const point = dateReader(template)(text);

    expect(point && periodOf(point)).toBe(period);
  });

  it.each([
    ['YYYY-MM-DD', '2025-4-31'],
    ['YYYY-MM-DD', '2025-13-01'],
    ['YYYY-MM-DD', '2025-00-10'],
    ['MM/DD/YYYY', '2/29/2023'],
    ['MM/DD/YYYY', '30/04/2025'],
    ['YYYYMMDD', '2025041'],
    ['YYYY-MM-DD', '2025-04-01T00:00:00Z'],
    ['MMM-YY', 'JUX-25'],
    ['Q[Q]YYYY', '5Q2026'],
    ['YYYY', '0000'],
    ['YYYY-MM-DD', ''],
  ])('%s refuses %j', (template, text) => {
    expect(dateReader(template)(text)).toBeUndefined();
  });

  it.each([
    ['08/31/2014', '09/27/2014', '2014-09'],
    ['10/01/2017', '11/04/2017', '2017-10'],
    ['11/05/2017', '12/02/2017', '2017-11'],
    ['04/01/2025', '04/30/2025', '2025-04'],
  ])('the fiscal month %s to %s is the month of its middle day', (from, to, period) => {
    const read = dateReader('MM/DD/YYYY');
    const [start, end] = [read(from), read(to)];

    expect(start && end && periodOf(middleMonth(start, end))).toBe(period);
  });

  it('a template names a year, and no part twice', () => {
    expect(['YYYY-MM-DD', 'MMM-YY', 'Q[Q]YYYY'].every(isDateTemplate)).toBe(true);
    expect(['MM-DD', 'YYYY YY', 'MM MMM YYYY', 'nothing'].some(isDateTemplate)).toBe(false);
  });
});
