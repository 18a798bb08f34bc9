import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ofType, synthesized } from '#test/support/templates';

const FOLDERS = ['provider', 'period', 'report_id'];

interface TableInput {
  readonly Name: string;
  readonly PartitionKeys?: readonly { readonly Name: string }[];
  readonly Parameters: Readonly<Record<string, unknown>>;
  readonly StorageDescriptor: { readonly Columns: readonly { readonly Name: string }[]; readonly Location: unknown };
}

const tables = new Map(
  ofType(synthesized('prod'), 'AWS::Glue::Table').map((resource) => {
    const input = resource.properties['TableInput'] as TableInput;
    return [input.Name, input] as const;
  }),
);

describe('the lake’s tables of reports', () => {
  it.each(['report_rows', 'report_lines'])('%s is one folder for each report, whose keys the query gives', (name) => {
    const { PartitionKeys = [], Parameters, StorageDescriptor } = tables.get(name) ?? expect.fail(name);

    expect(PartitionKeys.map((key) => key.Name)).toEqual(FOLDERS);
    expect(Parameters).toMatchObject({ 'projection.enabled': 'true' });
    for (const key of FOLDERS) expect(Parameters[`projection.${key}.type`]).toBe('injected');
    expect(JSON.stringify(Parameters['storage.location.template'])).toContain(
      `/${name}/${FOLDERS.map((key) => `${key}=\${${key}}/`).join('')}`,
    );
    expect(StorageDescriptor.Columns.map((column) => column.Name)).not.toEqual(expect.arrayContaining(['provider']));
  });

  it('earned_lines are the lines of every report, with the keys as plain columns', () => {
    const { PartitionKeys, StorageDescriptor } = tables.get('earned_lines') ?? expect.fail('earned_lines');

    expect(PartitionKeys).toBeUndefined();
    expect(StorageDescriptor.Columns.map((column) => column.Name)).toEqual(expect.arrayContaining(FOLDERS));
    expect(StorageDescriptor.Location).toEqual(tables.get('report_lines')?.StorageDescriptor.Location);
  });

  it('no query of Athena leaves out a key that its table needs', () => {
    const page = readFileSync('functions/reports/sql/rows-page.sql', 'utf8');
    const earnings = readFileSync('functions/reports/sql/holder-earnings.sql', 'utf8');

    for (const table of ['report_rows', 'report_lines'])
      for (const key of FOLDERS) expect(page).toContain(`${table}.${key} = ?`);
    expect(earnings).not.toMatch(/report_(rows|lines)/);
  });
});
