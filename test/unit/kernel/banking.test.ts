import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { parseBic, parseIban } from '#kernel/banking/iban';
import { parseRoutingNumber } from '#kernel/banking/routing-number';
import { samplesFolder } from '#test/support/samples-folder';

const vectors = join(samplesFolder, 'identifiers/vectors.csv');

describe('account identifiers', () => {
  it.each([
    ['DE89 3704 0044 0532 0130 00', 'DE89370400440532013000'],
    ['ch9300762011623852957', 'CH9300762011623852957'],
    ['BE31435411161155', 'BE31435411161155'],
  ])('an IBAN is read as people write it: %s', (written, compact) => {
    expect(parseIban(written)).toBe(compact);
  });

  it.each(['DE88370400440532013000', 'DE8937040044053201300', 'XX89370400440532013000', '', 'DE89370400440532013O00'])(
    'an IBAN with a wrong check digit, length or country is none: %s',
    (written) => {
      expect(parseIban(written)).toBeUndefined();
    },
  );

  it.runIf(existsSync(vectors))('the vectors of independent projects agree', () => {
    const rows = Papa.parse<Record<string, string>>(readFileSync(vectors, 'utf8'), { header: true }).data;
    const ibans = rows.filter(({ kind }) => kind === 'iban');

    expect(ibans.length).toBeGreaterThan(3);
    for (const { value = '', normalised } of ibans) expect(parseIban(value)).toBe(normalised);
  });

  it.each(['231380104', '121042882', '091000019'])(
    'a routing number whose check digit is right is read: %s',
    (number) => {
      expect(parseRoutingNumber(number)).toBe(number);
    },
  );

  it('one wrong digit or two that changed places make a routing number none', () => {
    const right = '231380104';
    for (let at = 0; at < right.length; at += 1) {
      const digit = (Number(right[at]) + 1) % 10;
      expect(parseRoutingNumber(right.slice(0, at) + digit + right.slice(at + 1))).toBeUndefined();
    }
    expect(parseRoutingNumber('321380104')).toBeUndefined();
    expect(parseRoutingNumber('000000000')).toBeUndefined();
    expect(parseRoutingNumber('23138010')).toBeUndefined();
  });

  it('a BIC has eight or eleven characters', () => {
    expect(parseBic('cobadeffxxx')).toBe('COBADEFFXXX');
    expect(parseBic('COBADEF')).toBeUndefined();
  });
});
