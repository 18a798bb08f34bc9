import { describe, expect, it } from 'vitest';
import type { DestinationContent } from '#holders/destination';
import { importDestinations } from '#holders/steps/import-destinations';
import { bytesOf } from '#test/support/bytes';
import { aHolder } from '#test/support/holder-builders';
import { memoryRecords } from '#test/support/holder-memory';
import { anInstant as at } from '#test/support/instants';

const HEADER = 'holder_id,method,iban,bic,account,routing,email,verified';

function desk() {
  const destinations = memoryRecords<DestinationContent>();
  const known = new Map(['H1', 'H2'].map((holderId) => [holderId, { ...aHolder({ holderId }), version: 1 }] as const));
  const drop = (dropId: string, ...rows: readonly string[]) =>
    importDestinations(
      { dropId, droppedAt: at('2025-05-01') },
      {
        destinations,
        directory: { getHolders: async () => known },
        bytes: async () => bytesOf([HEADER, ...rows].join('\n')),
      },
    );
  return { destinations, drop };
}

describe('a destinations drop', () => {
  it('brings every destination into force, and changes nothing when dropped again', async () => {
    const { destinations, drop } = desk();
    const rows = ['H1,sepa,de89 3704 0044 0532 0130 00,,,,,true', 'H2,ach,,,123456789,021000021,,yes'];

    const first = await drop('d1', ...rows);
    const second = await drop('d2', ...rows);

    expect(first).toMatchObject({ kind: 'imported', counts: { created: 2 } });
    expect(second).toMatchObject({ kind: 'imported', counts: { created: 0, updated: 0, unchanged: 2 } });
    expect(destinations.heads.get('H1')?.content).toEqual({
      holderId: 'H1',
      method: 'sepa',
      iban: 'DE89370400440532013000',
      verified: 'true',
    });
  });

  it.each([
    ['bad_iban', 'H1,sepa,DE88370400440532013000,,,,,true'],
    ['bad_bic', 'H1,international,,DEUTDEF,12345678,,,true'],
    ['bad_routing', 'H1,ach,,,123456789,021000022,,true'],
    ['bad_email', 'H1,paypal,,,,,nobody,true'],
    ['missing_field', 'H1,ach,,,123456789,,,true'],
    ['missing_field', 'H1,international,,DEUTDEFF,,,,true'],
    ['missing_field', 'H1,csv,,,,,,true'],
    ['unfit_field', 'H1,paypal,DE89370400440532013000,,,,a@b.example,true'],
    ['unfit_field', 'H1,international,DE89370400440532013000,DEUTDEFF,12345678,,,true'],
    ['unfit_field', 'H1,internal,,,H1,,,true'],
    ['unknown_method', 'H1,cheque,,,,,,true'],
    ['bad_verified', 'H1,paypal,,,,,a@b.example,maybe'],
    ['unknown_holder', 'H9,paypal,,,,,a@b.example,true'],
    ['unknown_holder', 'H1,internal,,,H9,,,true'],
  ])('is refused whole, with line and reason: %s', async (code, row) => {
    const { destinations, drop } = desk();

    const outcome = await drop('d1', 'H2,paypal,,,,,h2@example.com,true', row);

    expect(outcome).toMatchObject({ kind: 'refused', errors: [{ code, line: 3 }] });
    expect(destinations.heads.size).toBe(0);
  });

  it('repeats no bank detail in an error, whatever is wrong with the line', async () => {
    const { drop } = desk();

    const outcome = await drop(
      'd1',
      'H1,sepa,DE88370400440532013000,,,,,true',
      'H2,sepa,DE89370400440532013000,extra,,,,,,true',
      'H1,ach,,,1234567890\u0007,021000021,,true',
    );

    expect(outcome).toMatchObject({ kind: 'refused', errorCount: 3 });
    expect(JSON.stringify(outcome)).not.toMatch(/DE8[89]3704|1234567890/);
  });
});
