import { describe, expect, it } from 'vitest';
import { describeReportError, REPORT_ERROR_TYPES, reportError } from '#reports/report-error';

describe('errors of a report', () => {
  it('say where, what, and what would be right', () => {
    const error = reportError(
      'bad_number',
      { line: 7, sheet: 'May', column: 'Net', value: '0.1O' },
      'a number such as 0.10 would be right',
    );

    expect(describeReportError(error)).toBe(
      'May, line 7, Net: "0.1O" is not a number; a number such as 0.10 would be right.',
    );
  });

  it('speak of the file where no line is meant', () => {
    expect(describeReportError(reportError('empty_file', { value: 'a.csv' }, 'rows would be right'))).toBe(
      'The file: "a.csv" has no content; rows would be right.',
    );
  });

  it('cut long values, so that a hostile cell does not fill a page', () => {
    expect(reportError('bad_number', { value: 'x'.repeat(5000) }, '').value).toHaveLength(1_000);
  });

  it('are a closed list with a sentence each', () => {
    for (const type of REPORT_ERROR_TYPES)
      expect(describeReportError(reportError(type, { line: 1 }, 'x'))).toMatch(
        /^Line 1: (has|is|names|does|fits|belongs|opens|contains|differs|unpacks)/,
      );
  });
});
