import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Mapping } from '#reports/mapping';
import { mustRead, readReportFile } from '#test/support/read-report';
import { type SheetContent, workbookOf, zipOf } from '#test/support/report-archives';
import { aMapping, aValues } from '#test/support/text-report';

const folder = mkdtempSync(join(tmpdir(), 'pennywhistle-workbook-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = ['Date', 'Title', 'ISRC', 'Units', 'Net'];
const ROW = ['2025-04-01', 'One', 'USAB12500001', 1, 0.1];
const workbookMapping = (format: Readonly<Record<string, unknown>> = {}, values = aValues()): Mapping =>
  aMapping({ formats: [{ kind: 'workbook', ...format }], values });

async function pathOf(content: Uint8Array): Promise<string> {
  const path = join(folder, 'book.xlsx');
  writeFileSync(path, content);
  return path;
}

async function readSheets(mapping: Mapping, ...sheets: readonly SheetContent[]) {
  return await mustRead(await pathOf(await workbookOf(...sheets)), [mapping]);
}

describe('a workbook', () => {
  it('gives numbers as their exact decimal text, and the row number as line', async () => {
    const { rows } = await readSheets(workbookMapping(), {
      name: 'May',
      rows: [
        HEADER,
        ROW,
        [],
        ['2025-04-01', 'Two', 'USAB12500002', 2, 0.1 + 0.2],
        ['2025-04-01', 'Three', 'USAB12500003', -1, 1e-7],
      ],
    });

    expect(rows.map(({ sheet, line, units, amountText }) => [sheet, line, units, amountText])).toEqual([
      ['May', 2, '1', '0.1'],
      ['May', 4, '2', '0.30000000000000004'],
      ['May', 5, '-1', '0.0000001'],
    ]);
  });

  it('gives date cells as dates', async () => {
    const { rows } = await readSheets(workbookMapping(), {
      name: 'A',
      rows: [HEADER, [new Date(Date.UTC(2025, 3, 30)), ...ROW.slice(1)]],
    });

    expect(rows).toMatchObject([{ salePeriod: '2025-04', errors: [] }]);
  });

  it('gives a barcode that is stored as a number without its zeros', async () => {
    const values = aValues({ isrc: undefined, upc: { from: [{ column: 'ISRC' }] } });
    const { rows } = await readSheets(workbookMapping({}, values), {
      name: 'A',
      rows: [HEADER, ['2025-04-01', 'One', 90204932832, 1, 1]],
    });

    expect(rows).toMatchObject([{ upc: '90204932832' }]);
  });

  it('a formula cell is refused, and its value is in no total', async () => {
    const { rows, summary } = await readSheets(workbookMapping(), {
      name: 'A',
      rows: [HEADER, ROW, [...ROW.slice(0, 4), { formula: 'D3*2', result: 2 }]],
    });

    expect(rows[1]?.errors).toMatchObject([{ type: 'formula_cell', line: 3, column: 'Net', value: '=D3*2' }]);
    expect(summary.totals.parsed).toEqual([{ currency: 'USD', amount: '0.1', rows: 1 }]);
  });

  it('a formula’s cached value counts when the mapping says so', async () => {
    const { summary } = await readSheets(workbookMapping({ formulas: 'cached' }), {
      name: 'A',
      rows: [HEADER, [...ROW.slice(0, 4), { formula: 'D2*2', result: 2 }]],
    });

    expect(summary.totals.parsed).toEqual([{ currency: 'USD', amount: '2', rows: 1 }]);
  });

  it('is read from its first visible sheet, or from those that the mapping names', async () => {
    const sheets = [
      { name: 'Old', isHidden: true, rows: [HEADER, ROW, ROW] },
      { name: '7_2023_Q1', rows: [HEADER, ROW] },
      { name: 'Notes', rows: [['Read me']] },
      { name: '8_2023_Q2', rows: [HEADER, ROW] },
    ];
    const bySheet = aValues({ period: { from: [{ sheetName: '_(?<value>\\d{4}_Q\\d)$' }], templates: ['YYYY[_Q]Q'] } });

    expect((await readSheets(workbookMapping(), ...sheets)).rows.map((row) => row.sheet)).toEqual(['7_2023_Q1']);
    expect(
      (await readSheets(workbookMapping({ sheet: '^\\d' }, bySheet), ...sheets)).rows.map((row) => [
        row.sheet,
        row.salePeriod,
      ]),
    ).toEqual([
      ['7_2023_Q1', '2023-Q1'],
      ['8_2023_Q2', '2023-Q2'],
    ]);
  });

  it('whose named sheet is missing, or that is damaged, says so', async () => {
    const path = await pathOf(await workbookOf({ name: 'A', rows: [HEADER, ROW] }));
    expect(await readReportFile(path, [workbookMapping({ sheet: '^B$' })])).toMatchObject({ kind: 'refused' });

    const broken = await pathOf(zipOf({ name: 'xl/workbook.xml', content: Buffer.from('<workbook><sheets>') }));
    expect(await readReportFile(broken, [workbookMapping()])).toMatchObject({
      kind: 'refused',
      error: { type: 'corrupt_archive' },
    });
  });

  it('of a provider that sends text is refused as a format, not for its header', async () => {
    const path = await pathOf(await workbookOf({ name: 'A', rows: [HEADER, ROW] }));

    expect(await readReportFile(path, [aMapping()])).toMatchObject({
      kind: 'refused',
      error: { type: 'unknown_format' },
    });
  });

  it('with a document type is refused: entities could expand without end', async () => {
    const path = await pathOf(
      zipOf({ name: 'xl/workbook.xml', content: Buffer.from('<!DOCTYPE x [<!ENTITY a "b">]><workbook/>') }),
    );

    expect(await readReportFile(path, [workbookMapping()])).toMatchObject({
      kind: 'refused',
      error: { type: 'corrupt_archive', value: 'DOCTYPE' },
    });
  });
});
