import { createHash } from 'node:crypto';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { type Answer, field, Operator } from '#infra/local/operator';
import { reportIdOf } from '#infra/local/sample-month/sample-month';
import { addDecimals, compareDecimals, formatDecimal, parseDecimal } from '#kernel/money/decimal';
import { startTestCloud } from '#test/support/local-cloud';
import { hasSamples, providerOfSample, readSample, sampleControlTotals } from '#test/support/sample-reports';

const CATALOG_HEADER = 'isrc,title,artist,release_id,release_title,upc,release_type,label,owner_id,track_id';

/** What a file may still be refused for once its tracks and holders are known: its own faults, by their true name. */
const OWN_FAULTS = new Set([
  'missing_amount',
  'bad_number',
  'missing_identifier',
  'unknown_currency',
  'malformed_isrc',
]);

const samples = hasSamples ? sampleControlTotals() : [];

it.skipIf(!hasSamples)('the real provider reports come with control totals (SAMPLES_DIR names their folder)', () => {
  expect(samples.length).toBeGreaterThan(0);
});

describe.skipIf(!hasSamples)('a real provider report', () => {
  let cloud: LocalCloud;
  let operator: Operator;
  /** Each sample as it was read before its tracks were known. */
  const firsts = new Map<string, Answer>();

  beforeAll(async () => {
    cloud = await startTestCloud();
    operator = new Operator({ awsEndpoint: cloud.endpoint, apiEndpoint: cloud.apiEndpoint });
    await drop('plans/plans.csv', 'plan,commission_rate\nindie,0.15\n');
    await drop(
      'holders/holders.csv',
      'holder_id,name,kind,currency,country,commission_rate,plan,payout_method,payout_threshold\nH1,One,artist,USD,US,,indie,ach,10\n',
    );
    for (const { file } of samples) firsts.set(file, await dropReport(file, 'first'));
    await registerUnknownTracks();
  });

  afterAll(async () => {
    operator.close();
    await cloud.stop();
  });

  async function drop(key: string, body: string | Uint8Array): Promise<void> {
    await operator.drop(key, typeof body === 'string' ? Buffer.from(body) : body);
    await operator.untilIdle();
  }

  async function dropReport(file: string, folder: string): Promise<Answer> {
    const key = `reports/${providerOfSample(file)}/${folder}/${file}`;
    await drop(key, readSample(file));
    const reports = await operator.get('/v1/reports?limit=100');
    return operator.get(`/v1/reports/${reportIdOf(reports['items'], key)}`);
  }

  /** What a person enters in the catalogue for the list of a report's unknown tracks. */
  async function rowsOfUnknownTracks(report: Answer): Promise<readonly string[]> {
    const errors = await operator.get(`/v1/reports/${field(report, 'report_id')}/errors`);
    if (typeof errors['download_url'] !== 'string') return [];
    const csv = await (await fetch(errors['download_url'])).text();
    const listed = Papa.parse<ListedError>(csv, { header: true, skipEmptyLines: true }).data;
    return listed.filter(({ type }) => type === 'unknown_track').map(catalogRow);
  }

  /** Enters what is unknown of all reports at once: an import of the catalogue takes as long as a report. */
  async function registerUnknownTracks(): Promise<void> {
    const rows: string[] = [];
    for (const report of firsts.values()) rows.push(...(await rowsOfUnknownTracks(report)));
    const key = 'catalog/unknown-tracks.csv';
    await drop(key, [CATALOG_HEADER, ...new Set(rows)].join('\n'));
    const drops = await operator.get(`/v1/drops?prefix=${key}`, 'ops');
    expect(drops['items']).toMatchObject([{ status: 'completed' }]);
  }

  it.each(samples)('$file shows its control total, and completes or says what is wrong with it', async (sample) => {
    const { file, rows, sum } = sample;
    const first = firsts.get(file) ?? {};
    expect(parsedOf(first)).toEqual({ rows, sum: normal(sum) });

    const second = first['status'] === 'failed' ? await dropReport(file, 'again') : first;
    for (const total of totalsOf(second, 'payable'))
      if (second['status'] === 'awaiting_remittance')
        await operator.post(`/v1/reports/${field(second, 'report_id')}/remittance`, {
          amount: atLedgerScale(total.amount),
          currency: total.currency,
          original_currency: total.currency,
        });
    await operator.untilIdle();
    const last = await operator.get(`/v1/reports/${field(second, 'report_id')}`);

    expect(parsedOf(last)).toEqual({ rows, sum: normal(sum) });
    const faults = (last['errors'] as readonly Answer[]).map(({ type }) => String(type));
    if (last['status'] !== 'completed') expect([file, last['status'], ...faults]).toContain('failed');
    expect(faults.filter((fault) => !OWN_FAULTS.has(fault))).toEqual([]);
    const trial = await operator.get('/v1/ledger/trial-balance');
    expect((trial['currencies'] as readonly Answer[]).filter(({ difference }) => Number(difference) !== 0)).toEqual([]);
  });
});

interface Total {
  readonly currency: string;
  readonly amount: string;
  readonly rows: number;
}

function totalsOf(report: Answer, name: 'parsed' | 'payable'): readonly Total[] {
  return (report['totals'] as Record<string, readonly Total[]>)[name] ?? [];
}

function parsedOf(report: Answer): { rows: number; sum: string } {
  const totals = totalsOf(report, 'parsed');
  return { rows: totals.reduce((sum, total) => sum + total.rows, 0), sum: normal(totals[0]?.amount ?? '0') };
}

function decimalOf(text: string) {
  const decimal = parseDecimal(text);
  if (decimal === undefined) throw new Error(`${text} is no decimal`);
  return decimal;
}

/** One spelling per value: `10` and `10.00` are the same total. */
function normal(text: string): string {
  return formatDecimal(addDecimals(decimalOf(text), { digits: 0n, scale: 28 }));
}

/** What a bank could have sent for it: cut to ten decimals, and never nothing. */
function atLedgerScale(text: string): string {
  const { digits, scale } = decimalOf(text);
  const cut = scale <= 10 ? { digits, scale } : { digits: digits / 10n ** BigInt(scale - 10), scale: 10 };
  return formatDecimal(compareDecimals(cut, { digits: 0n, scale: 0 }) > 0 ? cut : { digits: 1n, scale: 10 });
}

interface ListedError {
  readonly type: string;
  readonly column: string;
  readonly value: string;
}

/** The catalogue row that makes an unknown track known; what the list names decides how it will match (R25a). */
function catalogRow({ column, value }: ListedError): string {
  const trackId = `T-${createHash('sha256').update(value).digest('hex').slice(0, 32)}`;
  const row = { isrc: '', title: 'Title', artist: 'Artist', releaseTitle: 'Release', upc: '', trackId };
  const [, form, first = '', second = ''] = /^(track|release|id):([^|]*)\|?(.*)$/s.exec(value) ?? [];
  if (column === 'isrc') Object.assign(row, { isrc: value, trackId: value });
  else if (column === 'upc') Object.assign(row, { upc: value });
  else if (form === 'id') Object.assign(row, { trackId: first });
  else if (form === 'release') Object.assign(row, { releaseTitle: first, artist: second });
  else Object.assign(row, { title: first, artist: second });
  const { isrc, title, artist, releaseTitle, upc } = row;
  return Papa.unparse([[isrc, title, artist, `R-${trackId}`, releaseTitle, upc, 'artist', '', 'H1', row.trackId]]);
}
