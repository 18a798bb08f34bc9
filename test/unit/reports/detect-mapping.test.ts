import { describe, expect, it } from 'vitest';
import { mappingsFor } from '#reports/mapping';
import { SHIPPED_MAPPINGS } from '#reports/shipped-mappings';
import { aMapping, aReport, detect } from '#test/support/text-report';

const version = (number: number, required: readonly string[], more: Readonly<Record<string, unknown>> = {}) =>
  aMapping({
    version: number,
    layout: { kind: 'table', columns: { required: ['Date', 'Title', 'ISRC', 'Units', 'Net', ...required] } },
    ...more,
  });

const ROW = '2025-04-01,One,USAB12500001,1,1\n';
const HEADER = 'Date,Title,ISRC,Units,Net';

describe('detecting the version', () => {
  it('takes the version whose header set it is, in any order and case', async () => {
    const detection = await detect(
      aReport({ 'r.csv': 'NET ,store,Units,isrc,Title,Date\n' }),
      version(1, []),
      version(2, ['Store']),
    );

    expect(detection).toMatchObject({ kind: 'detected', mapping: { version: 2 } });
  });

  it('takes the newest of two that fit', async () => {
    expect(await detect(aReport({ 'r.csv': `${HEADER}\n${ROW}` }), version(1, []), version(2, []))).toMatchObject({
      mapping: { version: 2 },
    });
  });

  it('takes any of the formats that the mapping names', async () => {
    const formats = [
      { kind: 'delimited', delimiter: ',' },
      { kind: 'delimited', delimiter: ';' },
    ];

    expect(
      await detect(aReport({ 'r.csv': `${HEADER.replaceAll(',', ';')}\n` }), version(1, [], { formats })),
    ).toMatchObject({ kind: 'detected' });
  });

  it('quarantines drift, naming the missing and the new columns of the closest version', async () => {
    const detection = await detect(
      aReport({ 'r.csv': 'Date,Title,ISRC,Units,Net Revenue,Mood\n' }),
      version(1, []),
      version(2, ['Store', 'Country']),
    );

    expect(detection).toMatchObject({
      kind: 'refused',
      error: {
        type: 'layout_drift',
        expected: 'Testtone statement (version 1) would be right: missing here "Net"; new here "Net Revenue", "Mood"',
      },
      drift: { version: 1, missing: ['Net'], unknown: ['Net Revenue', 'Mood'] },
    });
  });

  it('a file of 200 columns is drift, its message is bounded', async () => {
    const header = Array.from({ length: 200 }, (_, at) => `c${at}`).join(',');
    const detection = await detect(aReport({ 'r.csv': `${header}\n` }), version(1, []));

    expect(detection).toMatchObject({
      error: { type: 'layout_drift' },
      drift: { missing: ['Date', 'Title', 'ISRC', 'Units', 'Net'] },
    });
    expect(detection.kind === 'refused' && detection.error.expected).toMatch(/and 160 more$/);
  });

  it('a known layout may have more columns when the mapping knows it in part only', async () => {
    const layout = { kind: 'table', columns: { required: ['Title', 'Net'], others: 'allow' } };
    const values = { amount: { from: [{ column: 'Net' }] }, currency: { from: [{ constant: 'USD' }] } };

    expect(await detect(aReport({ 'r.csv': 'Title,x,Net\n' }), aMapping({ layout, values }))).toMatchObject({
      kind: 'detected',
    });
  });

  it.each([
    ['an empty file', '', 'empty_file'],
    ['blank lines', '\n \r\n', 'empty_file'],
    ['one byte', 'x', 'no_header'],
    ['a sentence', 'Nothing to see here\n', 'no_header'],
  ])('%s is refused as what it is', async (_, text, type) => {
    expect(await detect(aReport({ 'r.csv': text }), version(1, []))).toMatchObject({
      kind: 'refused',
      error: { type },
    });
  });

  it('a provider without a mapping is said', async () => {
    expect(await detect(aReport({ 'r.csv': HEADER }))).toMatchObject({
      kind: 'refused',
      error: { type: 'unknown_provider' },
    });
  });

  it('a file of another name is no report of this mapping', async () => {
    const named = version(1, [], { fileName: '^sales_\\d+\\.csv$' });

    expect(await detect(aReport({ 'sales_7.csv': HEADER }), named)).toMatchObject({ kind: 'detected' });
    expect(await detect(aReport({ 'other.csv': HEADER }), named)).toMatchObject({
      error: { type: 'file_name_mismatch' },
    });
  });

  it('one member of another layout refuses the whole archive', async () => {
    expect(await detect(aReport({ 'a.csv': HEADER, 'b.csv': 'Title,Other\n' }), version(1, []))).toMatchObject({
      error: { type: 'layout_drift' },
    });
  });
});

describe('mappings of a provider', () => {
  it('are found without case and punctuation, and under their other names', () => {
    expect(mappingsFor('CDBaby', SHIPPED_MAPPINGS).map((mapping) => mapping.provider)).toEqual(['cd-baby']);
    expect(new Set(mappingsFor('apple', SHIPPED_MAPPINGS).map((mapping) => mapping.provider))).toEqual(
      new Set(['apple-music', 'apple-payments', 'itunes']),
    );
    expect(mappingsFor('nobody', SHIPPED_MAPPINGS)).toEqual([]);
  });
});
