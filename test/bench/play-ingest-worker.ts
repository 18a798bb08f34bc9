import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { S3Client } from '@aws-sdk/client-s3';
import { instantOf } from '#kernel/time/clock';
import { openWorkDatabase } from '#platform/clients/duckdb';
import { makeWorkDirectory } from '#platform/clients/s3-files';
import { createArchivedPlayFiles } from '#plays/adapters/archived-play-files';
import { createPlayLanding } from '#plays/adapters/duckdb-play-landing';
import { handler } from '#plays/handlers/land-plays';
import { importPlays } from '#plays/steps/import-plays';
import { memoryClaims } from '#test/support/plays/intake-memory';

/** What a worker of the benchmark measured, sent to its parent. */
export interface WorkerReport {
  readonly plays: number;
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  readonly peakBytes: number;
}

const [, , mode, file = '', rounds = '1', endpoint = ''] = process.argv;

process.once('message', () => void (mode === 'land' ? land() : drop()));
process.send?.('ready');

/** The handler, from the text of an event as the runtime gets it to the acknowledged objects. */
async function land(): Promise<void> {
  const text = readFileSync(file, 'utf8');
  const context = { awsRequestId: 'bench', functionName: 'LandPlays' };
  await Reflect.apply(handler, undefined, [JSON.parse(text), context]);
  await report(async () => {
    let plays = 0;
    for (let round = 0; round < Number(rounds); round += 1) {
      const event = JSON.parse(text);
      const answer: unknown = await Reflect.apply(handler, undefined, [event, context]);
      if (JSON.stringify(answer) !== '{"batchItemFailures":[]}') throw new Error(JSON.stringify(answer));
      plays += event.Records.length;
    }
    return plays;
  });
}

/** The import of one dropped file, from the archive to the lake. */
async function drop(): Promise<void> {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const s3 = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  const openDatabase = async () => openWorkDatabase(await makeWorkDirectory(), 768);
  const options = { s3, lakeBucket: 'royalty-lake', openDatabase };
  const name = {
    dropId: 'd_bench',
    bucket: 'royalty-drops',
    key: 'plays/bench.ndjson',
    contentHash: hash('sha256', file),
  };
  const dropped = { ...name, archiveKey: file, droppedAt: instantOf(1_746_018_000_000), isArchive: false };
  const ports = {
    files: createArchivedPlayFiles(options),
    landing: createPlayLanding(options),
    claims: memoryClaims(),
  };
  await report(async () => {
    const outcome = await importPlays(dropped, ports);
    if (outcome.kind !== 'imported') throw new Error(JSON.stringify(outcome));
    return outcome.counts['accepted'] ?? 0;
  });
}

async function report(work: () => Promise<number>): Promise<void> {
  const before = process.cpuUsage();
  const start = performance.now();
  const plays = await work();
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const answer: WorkerReport = { plays, milliseconds, cpuMilliseconds: (user + system) / 1000, peakBytes };
  process.send?.(answer, () => process.exit(0));
}
