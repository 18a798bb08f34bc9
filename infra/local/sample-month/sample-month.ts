import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Answer, Operator } from '#infra/local/operator';
import {
  archivedPlays,
  playsFile,
  revenueFile,
  sampleCountries,
  samplePlays,
} from '#infra/local/sample-month/sample-plays';

export interface SampleReport {
  readonly provider: string;
  readonly key: string;
  readonly body: Uint8Array;
  /** What the provider really sent, as the bank shows it; absent when the report is refused. */
  readonly remittance?: { readonly amount: string; readonly currency: string };
}

const read = (name: string): Uint8Array => readFileSync(join(import.meta.dirname, name));
const report = (name: string): Uint8Array => read(`reports/${name}`);

/** UTF-16LE with a byte order mark, as spreadsheets save text. */
const utf16 = (bytes: Uint8Array): Uint8Array => Buffer.from(`\uFEFF${Buffer.from(bytes).toString('utf8')}`, 'utf16le');

type Drop = readonly [key: string, body: Uint8Array];

/**
 * Who earns, and how they are paid: dropped before the reports, since one is refused whole when it names a track or a holder that nobody
 * knows. The files of a wave do not ask for one another; those of a later wave ask for what an earlier one brought.
 */
export const referenceWaves: readonly (readonly Drop[])[] = [
  [
    ['plans/plans.csv', read('plans.csv')],
    ['catalog/catalog.csv', read('catalog.csv')],
    ['weights/weights.csv', read('weights.csv')],
    ['revenue/revenue-2025-04.csv', revenueFile()],
    ['fx/rates-2025-05.csv', read('fx.csv')],
  ],
  [['holders/holders.csv', read('holders.csv')]],
  [
    ['rights/rights.csv', read('rights.csv')],
    ['destinations/destinations.csv', read('destinations.csv')],
    ['tax-forms/tax-forms.csv', read('tax-forms.csv')],
  ],
];

/** April 2025 of a small label group: four providers, four layouts, three encodings, two currencies. Invented. */
export const sampleReports: readonly SampleReport[] = [
  {
    provider: 'distrokid',
    key: 'reports/distrokid/distrokid-2025-04.tsv',
    body: report('distrokid-2025-04.tsv'),
    remittance: { amount: '370.25', currency: 'USD' },
  },
  {
    provider: 'apple-music',
    key: 'reports/apple-music/apple-music-2025-04.txt.gz',
    body: gzipSync(report('apple-music-2025-04.txt')),
    remittance: { amount: '147.31', currency: 'USD' },
  },
  {
    provider: 'beatport',
    key: 'reports/beatport/beatport-2025-04.csv',
    body: utf16(report('beatport-2025-04.csv')),
    remittance: { amount: '5.29', currency: 'GBP' },
  },
  {
    provider: 'symphonic',
    key: 'reports/symphonic/symphonic-2025-04-broken.csv',
    body: report('symphonic-2025-04-broken.csv'),
  },
  {
    provider: 'symphonic',
    key: 'reports/symphonic/symphonic-2025-04.csv',
    body: report('symphonic-2025-04.csv'),
    remittance: { amount: '23.60', currency: 'USD' },
  },
];

/** Drops who earns, by which deals, what subscribers paid, and where and by which rates holders are paid. */
export async function loadReference(operator: Operator, progress: (line: string) => void): Promise<void> {
  for (const wave of referenceWaves) {
    for (const [key, body] of wave) {
      await operator.drop(key, body);
      progress(`dropped s3://royalty-drops/${key}`);
    }
    await operator.untilIdle();
  }
}

/** The plays as they came: most of them in bulk, the last by the stream. They arrive now, so April must not be long ago. */
export async function loadPlays(operator: Operator, progress: (line: string) => void): Promise<void> {
  for (const sample of sampleCountries) {
    const { bulk, streamed } = samplePlays(sample);
    const key = `plays/${sample.country.toLowerCase()}-2025-04.ndjson.gz`;
    await operator.drop(key, playsFile(bulk));
    await operator.stream(streamed);
    progress(`dropped s3://royalty-drops/${key}, ${bulk.length} plays; streamed ${streamed.length}`);
  }
  await operator.untilIdle();
}

/** The same plays as an archive keeps them, with the arrivals they had: right at any time after April. */
export async function loadArchivedPlays(operator: Operator, progress: (line: string) => void): Promise<void> {
  for (const sample of sampleCountries) {
    const key = `plays-archive/${sample.country.toLowerCase()}-2025-04.ndjson.gz`;
    await operator.drop(key, playsFile(archivedPlays(sample)));
    progress(`dropped s3://royalty-drops/${key}`);
  }
  await operator.untilIdle();
}

/** Drops the provider reports and enters every remittance that the sample bank shows. */
export async function loadReports(operator: Operator, progress: (line: string) => void): Promise<void> {
  for (const sample of sampleReports) {
    await operator.drop(sample.key, sample.body);
    progress(`dropped s3://royalty-drops/${sample.key}`);
  }
  await operator.untilIdle();
  await enterRemittances(operator, progress);
}

async function enterRemittances(operator: Operator, progress: (line: string) => void): Promise<void> {
  const reports = await operator.get('/v1/reports?limit=100');
  for (const sample of sampleReports) {
    if (sample.remittance === undefined) continue;
    const reportId = reportIdOf(reports['items'], sample.key);
    await operator.post(`/v1/reports/${reportId}/remittance`, sample.remittance);
    // One after the other, so that the newest entry of an account is the same in every run.
    await operator.untilIdle();
    progress(`${sample.provider} paid ${sample.remittance.amount} ${sample.remittance.currency}`);
  }
}

/** The id of the newest report that came as `key`; throws when the drop was refused before it became one. */
export function reportIdOf(reports: unknown, key: string): string {
  const report = (reports as readonly Answer[]).find((item) => item['object_key'] === key);
  if (report === undefined) throw new Error(`The drop ${key} became no report; GET /v1/drops says why`);
  return String(report['report_id']);
}
