import { type ChildProcess, spawn } from 'node:child_process';
import { createReadStream, createWriteStream, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { Operator } from '#infra/local/operator';
import { type BenchResult, timed } from '#test/bench/bench-result';

const ROWS = Number(process.env['BENCH_ROWS'] ?? 1_000_000);
const TRACKS = 20_000;
const HOLDERS = 2_000;
const ROOT = join(import.meta.dirname, '../..');
/** Each look is a signed call through the API and a function: looking more often slows down what is measured. */
const POLL_MILLISECONDS = 100;
const COLUMNS = [
  'Reporting Date',
  'Sale Month',
  'Store',
  'Artist',
  'Title',
  'ISRC',
  'UPC',
  'Quantity',
  'Team Percentage',
  'Song/Album',
  'Country of Sale',
  'Songwriter Royalties Withheld',
  'Earnings (USD)',
  'Recoup',
];

interface Cloud {
  readonly process: ChildProcess;
  readonly operator: Operator;
  readonly s3: S3Client;
}

/** A report of a million rows from the drop to `completed`, through the local cloud, next to DuckDB reading the file alone. */
export async function run(): Promise<BenchResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'pennywhistle-bench-'));
  const file = join(folder, 'report.tsv');
  await pipeline(Readable.from(reportText(ROWS, 1)), createWriteStream(file));
  const floorMilliseconds = await timed(() => duckdbAlone(file));
  const cloud = await startCloud();
  try {
    await prepare(cloud, join(folder, 'small.tsv'));
    const watch = watchMemory(cloud.process.pid ?? 0);
    const before = watch.peakBytes();
    const { total, untilWaiting } = await ingest(cloud, file);
    const peak = watch.stop();
    const size = `${ROWS} rows × ${COLUMNS.length} columns (${(statSync(file).size / 1e6).toFixed(0)} MB)`;
    return [
      {
        name: 'report ingest',
        unit: 'rows/s',
        value: ROWS / (total / 1000),
        goal: 100_000,
        floor: ROWS / (floorMilliseconds / 1000),
        note: `${size}, ${TRACKS} tracks, ${HOLDERS} holders; drop to completed in ${total.toFixed(0)} ms, ${untilWaiting.toFixed(0)} of them until it waits for its remittance; one small report went before. Floor: DuckDB reads the same file and groups it`,
      },
      {
        name: 'report ingest, peak memory',
        unit: 'MiB',
        value: peak / 2 ** 20,
        goal: 1024,
        note: `resident, the whole local cloud with its engines; ${(before / 2 ** 20).toFixed(0)} MiB before the drop`,
      },
    ];
  } finally {
    cloud.operator.close();
    cloud.process.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function duckdbAlone(file: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.runAndReadAll(
    `select "ISRC", "Country of Sale", sum(cast("Earnings (USD)" as decimal(38, 10))), count(*)
     from read_csv('${file}', delim = '\t', header = true, all_varchar = true) group by all`,
  );
  instance.closeSync();
}

/** `npm start` in a process of its own, so that its memory is its own. */
function startCloud(): Promise<Cloud> {
  const command = [
    '--max-semi-space-size=8',
    'infra/local/start.ts',
    '--ephemeral',
    '--aws-port',
    '0',
    '--api-port',
    '0',
  ];
  const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The local cloud ended with ${code}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      const [awsEndpoint, apiEndpoint] = chunk.toString('utf8').match(/http:\/\/[\d.:]+/g) ?? [];
      if (awsEndpoint === undefined || apiEndpoint === undefined) return;
      const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
      const s3 = new S3Client({ endpoint: awsEndpoint, region: 'us-east-1', forcePathStyle: true, credentials });
      resolve({ process: child, operator: new Operator({ awsEndpoint, apiEndpoint }), s3 });
    });
  });
}

/** Catalogue, holders, and one small report, so that every function has been loaded once. */
async function prepare(cloud: Cloud, small: string): Promise<void> {
  const tracks = Array.from({ length: TRACKS }, (_, at) => {
    const holder = at % HOLDERS;
    return `${isrcOf(at)},Title ${at},Artist ${holder},R${at},Release ${at},${upcOf(at)},artist,,H${holder}`;
  });
  const catalog = ['isrc,title,artist,release_id,release_title,upc,release_type,label,owner_id', ...tracks];
  const holderHeader = 'holder_id,name,kind,currency,country,commission_rate,plan,payout_method,payout_threshold';
  const holders = Array.from({ length: HOLDERS }, (_, at) => `H${at},Holder ${at},artist,USD,US,0.15,,ach,10`);
  await cloud.operator.drop('catalog/bench.csv', Buffer.from(catalog.join('\n')));
  await cloud.operator.drop('holders/bench.csv', Buffer.from([holderHeader, ...holders].join('\n')));
  await cloud.operator.untilIdle();
  await pipeline(Readable.from(reportText(100, 2)), createWriteStream(small));
  await ingest(cloud, small);
}

/** Drops the file, states the remittance as soon as it is waited for, and ends when the report is completed. */
async function ingest({ operator, s3 }: Cloud, file: string): Promise<{ total: number; untilWaiting: number }> {
  const Key = `reports/distrokid/${Date.now()}.tsv`;
  const start = performance.now();
  const Body = createReadStream(file, { highWaterMark: 1 << 20 });
  await s3.send(new PutObjectCommand({ Bucket: 'royalty-drops', Key, Body, ContentLength: statSync(file).size }));
  const reportId = await until(async () => {
    const { items } = await operator.get('/v1/reports?limit=5');
    return (items as { object_key: string; report_id: string }[]).find((one) => one.object_key === Key)?.report_id;
  });
  const waiting = await until(() => reached(operator, reportId, 'awaiting_remittance'));
  const untilWaiting = performance.now() - start;
  const { amount } = (waiting['totals'] as { payable: { amount: string }[] }).payable[0] ?? { amount: '0' };
  await operator.post(`/v1/reports/${reportId}/remittance`, { amount, currency: 'USD' });
  await until(() => reached(operator, reportId, 'completed'));
  return { total: performance.now() - start, untilWaiting };
}

async function reached(operator: Operator, reportId: string, status: string) {
  const report = await operator.get(`/v1/reports/${reportId}`);
  if (report['status'] === 'failed') throw new Error(`The report failed: ${String(report['failure'])}`);
  return report['status'] === status ? report : undefined;
}

async function until<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
}

/** The most that the process and its children held together, sampled. */
function watchMemory(pid: number) {
  let peak = 0;
  const sample = () => {
    peak = Math.max(peak, residentBytes(pid));
  };
  sample();
  const timer = setInterval(sample, 50);
  return {
    peakBytes: () => peak,
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

function residentBytes(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const children = threads.flatMap((thread) => childrenOf(`/proc/${pid}/task/${thread}/children`));
  return [String(pid), ...children].reduce((sum, one) => sum + statusOf(one, /VmRSS:\s+(\d+)/) * 1024, 0);
}

function childrenOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(' ').filter(Boolean);
  } catch {
    return [];
  }
}

function statusOf(pid: string, pattern: RegExp): number {
  try {
    return Number(pattern.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function* reportText(rows: number, seed: number): Generator<string> {
  yield `${COLUMNS.join('\t')}\n`;
  let text = '';
  for (let index = 0; index < rows; index += 1) {
    const track = (index * 7919 + seed) % TRACKS;
    const amount = ((1_000_000 + ((index * 104_729 + seed) % 99_999_989)) / 1e10).toFixed(10);
    const sale = `2025-05-01\t2025-04\t${STORES[index % 9]}\tArtist ${track % HOLDERS}\tTitle ${track}`;
    const what = `${isrcOf(track)}\t${upcOf(track)}\t${1 + (index % 5)}\t100\tSong`;
    text += `${sale}\t${what}\t${COUNTRIES[index % 5]}\t0\t${amount}\t0\n`;
    if (text.length < 1 << 20) continue;
    yield text;
    text = '';
  }
  yield text;
}

const STORES = ['Spotify', 'Apple Music', 'Deezer', 'Tidal', 'Amazon', 'YouTube', 'Pandora', 'Napster', 'Qobuz'];
const COUNTRIES = ['US', 'GB', 'DE', 'FR', 'JP'];
const isrcOf = (track: number) => `USPNY25${String(track).padStart(5, '0')}`;

function upcOf(track: number): string {
  const digits = String(19_000_000_000 + track).padStart(11, '0');
  const sum = digits.split('').reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
