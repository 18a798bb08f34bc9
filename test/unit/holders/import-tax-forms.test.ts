import { describe, expect, it } from 'vitest';
import { importTaxForms } from '#holders/steps/import-tax-forms';
import { type TaxFormsContent, taxFormAt, taxFormsOf } from '#holders/tax-form';
import { bytesOf } from '#test/support/bytes';
import { aHolder } from '#test/support/holder-builders';
import { memoryRecords } from '#test/support/holder-memory';
import { anInstant as at } from '#test/support/instants';

const HEADER = 'holder_id,form,country,treaty_rate,valid_from,valid_to';

function desk() {
  const taxForms = memoryRecords<TaxFormsContent>();
  const known = new Map(['H1', 'H2'].map((holderId) => [holderId, { ...aHolder({ holderId }), version: 1 }] as const));
  const drop = (day: string, ...rows: readonly string[]) =>
    importTaxForms(
      { dropId: `d-${day}`, droppedAt: at(day) },
      {
        taxForms,
        directory: { getHolders: async () => known },
        bytes: async () => bytesOf([HEADER, ...rows].join('\n')),
      },
    );
  const formsOf = (id: string) => {
    const stored = taxForms.heads.get(id);
    return stored === undefined ? [] : taxFormsOf(stored.content);
  };
  return { taxForms, drop, formsOf };
}

describe('a tax-forms drop', () => {
  it('adds forms to those on file, and changes nothing when dropped again', async () => {
    const { drop, formsOf } = desk();
    const first = 'H1,W-8BEN,DE,0.00,2023-01-01,2024-01-01';
    const second = 'H1,W-8BEN,DE,0.05,2024-01-01,';

    await drop('2025-05-01', first);
    await drop('2025-05-02', second);
    const again = await drop('2025-05-03', first, second);

    expect(again).toMatchObject({ kind: 'imported', counts: { unchanged: 1, updated: 0 } });
    expect(formsOf('H1').map(({ treatyRate }) => treatyRate)).toEqual(['0', '0.05']);
  });

  it('ends a form on file when a row of the same form and day says so', async () => {
    const { drop, formsOf } = desk();

    await drop('2025-05-01', 'H1,W-9,US,,2024-01-01,');
    await drop('2025-05-02', 'H1,W-9,US,,2024-01-01,2025-01-01');

    expect(taxFormAt(formsOf('H1'), at('2024-12-31'))?.form).toBe('W-9');
    expect(taxFormAt(formsOf('H1'), at('2025-01-01'))).toBeUndefined();
  });

  it('lets the later drop win, whichever is imported first, and loses no other form', async () => {
    const { drop, formsOf } = desk();

    await drop('2025-05-02', 'H1,W-8BEN,DE,0.05,2024-01-01,2025-01-01');
    await drop('2025-05-01', 'H1,W-8BEN,DE,0.15,2024-01-01,2025-01-01', 'H1,W-8BEN,DE,0.10,2025-01-01,');

    expect(formsOf('H1').map(({ treatyRate }) => treatyRate)).toEqual(['0.05', '0.1']);
  });

  it.each([
    ['unknown_form', 'H1,1040,US,,2024-01-01,'],
    ['unknown_country', 'H1,W-8BEN,XX,,2024-01-01,'],
    ['unfit_country', 'H1,W-9,DE,,2024-01-01,'],
    ['unfit_country', 'H1,W-8BEN,US,,2024-01-01,'],
    ['bad_treaty_rate', 'H1,W-8BEN,DE,0.31,2024-01-01,'],
    ['unfit_treaty_rate', 'H1,W-9,US,0.10,2024-01-01,'],
    ['bad_date', 'H1,W-9,US,,2024-02-30,'],
    ['empty_interval', 'H1,W-9,US,,2024-01-01,2024-01-01'],
    ['unknown_holder', 'H9,W-9,US,,2024-01-01,'],
    ['overlapping_forms', 'H2,W-9,US,,2024-06-01,'],
  ])('is refused whole, with line and reason: %s', async (code, row) => {
    const { taxForms, drop } = desk();

    const outcome = await drop('2025-05-01', 'H2,W-9,US,,2024-01-01,2025-01-01', row);

    expect(outcome).toMatchObject({ kind: 'refused', errors: [{ code, line: 3 }] });
    expect(taxForms.heads.size).toBe(0);
  });

  it('is refused when a form overlaps one on file', async () => {
    const { drop } = desk();

    await drop('2025-05-01', 'H1,W-9,US,,2024-01-01,');

    expect(await drop('2025-05-02', 'H1,W-9,US,,2025-01-01,')).toMatchObject({
      kind: 'refused',
      errors: [{ code: 'overlapping_forms', line: 2 }],
    });
  });
});

describe('a W-8', () => {
  it('lapses when the third calendar year after its first day is over, whatever end was written', () => {
    const forms = [{ form: 'W-8BEN', country: 'DE', validFrom: at('2022-05-01') }] as const;

    expect(taxFormAt(forms, at('2025-12-31T23:59:59.999Z'))).toEqual(forms[0]);
    expect(taxFormAt(forms, at('2026-01-01'))).toBeUndefined();
  });
});
