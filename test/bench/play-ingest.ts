import { fork } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { playOf, readRecord } from '#plays/read-play';
import { type BenchResult, timed } from '#test/bench/bench-result';
import type { WorkerReport } from '#test/bench/play-ingest-worker';

const ARRIVED = 1_746_018_000_000;
const BATCH = 10_000;
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 40);
const DROPPED_LINES = Number(process.env['BENCH_ROWS'] ?? 2_000_000);
const NORMALISED = 1_000_000;
const WORKER = join(import.meta.dirname, 'play-ingest-worker.ts');

/** Plays a second through normalisation, through the handler with its write, and from a dropped file. */
export async function run(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pennywhistle-bench-'));
  const server = await startObjectServer(folder);
  try {
    return [normalisation(), ...(await landing(folder, server.endpoint)), ...(await dropping(folder, server.endpoint))];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One thread, from the bytes of a record to a play with its hash. */
function normalisation(): BenchResult {
  const records = Array.from({ length: 100_000 }, (_, index) => Buffer.from(playText(index)));
  let plays = 0;
  const pass = () => {
    for (const record of records) if (playOf(readRecord(record), { ingestedAtMs: ARRIVED }).kind === 'play') plays += 1;
  };
  pass();
  const before = process.cpuUsage();
  for (let done = 0; done < NORMALISED; done += records.length) pass();
  const { user, system } = process.cpuUsage(before);
  if (plays !== NORMALISED + records.length) throw new Error(`${plays} of them were plays`);
  const seconds = (user + system) / 1_000_000;
  return {
    name: 'normalisation',
    unit: 'plays/s',
    value: NORMALISED / seconds,
    goal: 100_000,
    note: `per second of CPU: UTF-8, JSON, every check of R2, content hash; ${NORMALISED} records of ${records[0]?.length} bytes`,
  };
}

async function landing(folder: string, endpoint: string): Promise<BenchResult[]> {
  const files = [0, 1].map((worker) => {
    const file = join(folder, `event-${worker}.json`);
    writeFileSync(file, JSON.stringify({ Records: eventRecords(worker) }));
    return file;
  });
  const workers = await Promise.all(files.map((file) => startWorker(['land', file, String(ROUNDS)], endpoint)));
  const reports: WorkerReport[] = [];
  const milliseconds = await timed(async () => {
    reports.push(...(await Promise.all(workers.map((worker) => worker.go()))));
  });
  const plays = reports.reduce((sum, report) => sum + report.plays, 0);
  const cpu = reports.reduce((sum, report) => sum + report.cpuMilliseconds, 0);
  const batch = `2 processes, each ${ROUNDS} batches of ${BATCH} (${(statSync(files[0] ?? '').size / 1e6).toFixed(1)} MB as an event)`;
  return [
    {
      name: 'handler and landing write, 2 cores',
      unit: 'plays/s',
      value: plays / (milliseconds / 1000),
      goal: 46_200,
      note: `${batch}, from the event's text to the object that a bare HTTP server on the same cores took`,
    },
    {
      name: 'handler and landing write, per core',
      unit: 'plays/s',
      value: plays / (cpu / 1000),
      note: 'the same run, per second of CPU that the two processes used; it does not depend on who shares the machine',
    },
  ];
}

async function dropping(folder: string, endpoint: string): Promise<BenchResult[]> {
  const measured: WorkerReport[] = [];
  for (const lines of [DROPPED_LINES / 4, DROPPED_LINES]) {
    const name = `dropped-${lines}.ndjson`;
    await pipeline(Readable.from(fileText(lines)), createWriteStream(join(folder, name)));
    const worker = await startWorker(['drop', name, '1', endpoint], endpoint);
    measured.push(await worker.go());
  }
  const [quarter, whole] = measured;
  if (quarter === undefined || whole === undefined) throw new Error('nothing was measured');
  return [
    {
      name: 'bulk drop',
      unit: 'plays/s',
      value: whole.plays / (whole.milliseconds / 1000),
      note: `${whole.plays} lines of NDJSON from the archive to the lake, one process; ${(whole.plays / (whole.cpuMilliseconds / 1000)).toFixed(0)} per second of CPU`,
    },
    {
      name: 'bulk drop, peak memory',
      unit: 'MiB',
      value: whole.peakBytes / 2 ** 20,
      note: `resident; ${(quarter.peakBytes / 2 ** 20).toFixed(0)} MiB for a quarter of the lines`,
    },
  ];
}

/** A process that has loaded everything and waits for the word. */
async function startWorker(words: readonly string[], endpoint: string) {
  const environment = {
    ...process.env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_LAMBDA_FUNCTION_NAME: 'LandPlays',
    POWERTOOLS_TRACE_ENABLED: 'false',
    LAKE_BUCKET: 'royalty-lake',
    CONTROL_TABLE: 'royalty-control',
  };
  const child = fork(WORKER, words, { env: environment, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const next = () =>
    new Promise<unknown>((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) => reject(new Error(`A worker ended with ${code}`)));
    });
  await next();
  return {
    async go(): Promise<WorkerReport> {
      child.send('go');
      return (await next()) as WorkerReport;
    },
  };
}

/** As little of S3 as an upload and a download need: bytes to disk, bytes from disk. */
async function startObjectServer(folder: string) {
  let objects = 0;
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    objects += 1;
    await pipeline(request, createWriteStream(join(folder, `object-${objects % 8}`)));
    response.setHeader('etag', '"bench"');
    response.end();
  };
  const server = createServer((request, response) => {
    if (request.method !== 'GET') return void take(request, response);
    const path = join(folder, decodeURIComponent((request.url ?? '').split('/').at(-1)?.split('?')[0] ?? ''));
    response.setHeader('content-length', statSync(path).size);
    createReadStream(path).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function eventRecords(worker: number) {
  return Array.from({ length: BATCH }, (_, index) => ({
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: `u${index}`,
      sequenceNumber: String(49_600_000_000_000_000_000_000n * 10n ** 33n + BigInt(worker * BATCH + index) * 17n),
      data: Buffer.from(playText(worker * BATCH + index)).toString('base64'),
      approximateArrivalTimestamp: ARRIVED / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-00000000000${worker}:49600000000000000000000`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/local',
    awsRegion: 'us-east-1',
    eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/royalty-plays',
  }));
}

/** As a player writes it: ids like UUIDs, a playlist and a device. */
function playText(index: number): string {
  const id = (salt: number) => {
    const number = Math.imul(index + 1, salt) >>> 0;
    const digits = number.toString(16).padStart(8, '0');
    return `${digits}-${digits.slice(0, 4)}-4${digits.slice(1, 4)}-a${digits.slice(2, 5)}-${digits}${digits.slice(4)}`;
  };
  return JSON.stringify({
    play_id: id(2_654_435_761),
    user_id: id(40_503),
    track_id: `USPNY25${String(index % 100_000).padStart(5, '0')}`,
    country_id: ['US', 'SE', 'DE', 'JP', 'BR'][index % 5],
    played_at_ms: ARRIVED - (index % 3_600_000),
    duration_played_s: index % 240,
    context_type: ['playlist', 'algorithmic', 'search', 'radio'][index % 4],
    source_playlist_id: `pl-${index % 5000}`,
    device_id: id(69_069),
  });
}

function* fileText(lines: number): Generator<string> {
  let text = '';
  for (let index = 0; index < lines; index += 1) {
    text += `${playText(index)}\n`;
    if (text.length < 1 << 20) continue;
    yield text;
    text = '';
  }
  yield text;
}
