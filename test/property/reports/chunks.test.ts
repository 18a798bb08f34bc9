import { describe, expect, it } from 'vitest';
import { mappingsFor } from '#reports/mapping';
import { SHIPPED_MAPPINGS } from '#reports/shipped-mappings';
import { aReport, read } from '#test/support/text-report';

const HEADER =
  'Reporting Date\tSale Month\tStore\tArtist\tTitle\tISRC\tUPC\tQuantity\tTeam Percentage\tSong/Album\tCountry of Sale\tSongwriter Royalties Withheld\tEarnings (USD)';
const rows = [
  '2025-05-02\t2025-04\tDeezer\tTøne 😀\tHier, à lʼaube\tUSAB12500001\t718752155427\t1\t100\tSong\tFR\t0\t0.00031410',
  '2025-05-02\t2025-04\tTidal\t"Qu"\t7" Mix\tUSAB12500002\t718752155427\t2\t100\tSong\tUS\t0\t4.2E-7',
];
const text = `\ufeff${[HEADER, ...rows].join('\r\n')}\r\n`;

describe.each([
  ['UTF-8', Buffer.from(text)],
  ['UTF-16LE', Buffer.from(text, 'utf16le')],
  ['UTF-16BE', Buffer.from(text, 'utf16le').swap16()],
])('a report in %s', (_, bytes) => {
  it('is read the same when it is cut after every byte', async () => {
    const [mapping] = mappingsFor('distrokid', SHIPPED_MAPPINGS);
    if (mapping === undefined) throw new Error('DistroKid ships');
    const whole = await read(aReport({ 'd.tsv': bytes }), mapping);

    expect(whole.errors).toEqual([]);
    expect(whole.summary.totals.parsed).toEqual([{ currency: 'USD', amount: '0.00031452', rows: 2 }]);
    for (let size = 1; size < 40; size += 1) {
      const cut = await read(aReport({ 'd.tsv': bytes }, size), mapping);
      expect(cut.rows).toEqual(whole.rows);
    }
  });
});
