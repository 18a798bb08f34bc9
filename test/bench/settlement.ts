import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startLocalCloud } from '#infra/local/local-cloud';
import type { Currency } from '#kernel/money/currency';
import { instantOf } from '#kernel/time/clock';
import { DynamoDbLedgerStore } from '#ledger/adapters/dynamodb-ledger-store';
import { jitteredPause } from '#ledger/adapters/jittered-pause';
import { createLedger } from '#ledger/steps/create-ledger';
import { createLedgerAccess } from '#ledger/steps/ledger-access';
import { createDynamodbClient } from '#platform/clients/dynamodb';
import { DynamodbSettlementRegister } from '#settlement/adapters/dynamodb-settlement-register';
import { createSettlementBell } from '#settlement/adapters/event-bridge-settlement-bell';
import { S3LineArchive } from '#settlement/adapters/s3-line-archive';
import { readBankFile } from '#settlement/reading/read-bank-file';
import { importBankFile } from '#settlement/steps/import-bank-file';
import type { BenchResult } from '#test/bench/bench-result';
import { clientOptions } from '#test/support/local-cloud';
import { bytesOf } from '#test/support/settlement/bank-files';
import { MemoryDesk } from '#test/support/settlement/memory-desk';
import { memoryRemittances } from '#test/support/settlement/memory-register';
import { renderCamt } from '#test/support/settlement/render-statement';

const LINES = Number(process.env['BENCH_LINES'] ?? 50_000);
const OPEN = 100;

/** A camt.053 of 50,000 payments: reading alone, and drop to matched on the local engines with the payments in memory. */
export async function run(): Promise<BenchResult[]> {
  const lines = Array.from(
    { length: LINES },
    (_, index) =>
      ({
        cents: 100 + (index % 900),
        side: 'debit',
        endToEndId: `E2E-${index}`,
        text: `Royalties of May, payment ${index}`,
      }) as const,
  );
  const file = Buffer.from(renderCamt([{ on: '2025-05-06', lines }]));
  const reading = await spent(async () => {
    for await (const _ of readBankFile(bytesOf(file, 65_536)));
  });
  const cloud = await startLocalCloud({ startAt: Date.parse('2025-05-07T08:00:00Z') });
  try {
    const options = clientOptions(cloud);
    const s3 = new S3Client(options);
    await s3.send(new PutObjectCommand({ Bucket: 'royalty-lake', Key: 'archive/bench', Body: file }));
    const clock = { now: () => instantOf(Date.parse('2025-05-07T08:00:00Z')) };
    const dynamodb = createDynamodbClient(options);
    const desk = new MemoryDesk();
    for (const [index, { cents, endToEndId }] of lines.entries())
      if (index >= OPEN)
        desk.add({
          paymentId: `p_${index}`,
          endToEndId,
          batchId: 'B',
          name: 'N',
          units: BigInt(cents) * 100_000_000n,
          currency: 'EUR' as Currency,
          state: 'instructed',
        });
    const store = new DynamoDbLedgerStore(dynamodb, 'royalty-ledger');
    const access = {
      clock,
      register: new DynamodbSettlementRegister(dynamodb, 'royalty-control'),
      archive: new S3LineArchive(s3, 'royalty-lake'),
      desk,
      remittances: memoryRemittances(),
      ledger: createLedger(createLedgerAccess({ store, clock, pause: jitteredPause })),
      bell: createSettlementBell(new EventBridgeClient(options), 'royalty-events'),
    };
    let counts = '';
    const settling = await spent(async () => {
      const outcome = await importBankFile('d_bench', bytesOf(file, 65_536), access);
      if (outcome.kind !== 'imported' || outcome.counts.matched !== LINES - OPEN)
        throw new Error(JSON.stringify(outcome));
      counts = `${outcome.counts.matched} matched, ${outcome.counts.open} held`;
    });
    const peak = process.resourceUsage().maxRSS / 1024;
    const size = `${(file.length / 2 ** 20).toFixed(1)} MiB, ${LINES} entries`;
    return [
      {
        name: 'drop to matched',
        unit: 's',
        value: settling.seconds,
        goal: 10,
        floor: reading.seconds,
        note: `${counts}; ${settling.cpu.toFixed(1)} CPU s of this process; floor: reading alone`,
      },
      { name: 'reading', unit: 's', value: reading.seconds, note: `${size}; ${reading.cpu.toFixed(1)} CPU s` },
      { name: 'peak memory', unit: 'MiB', value: peak, note: 'resident, the local cloud and the payments included' },
    ];
  } finally {
    await cloud.stop();
  }
}

async function spent(work: () => Promise<void>): Promise<{ readonly seconds: number; readonly cpu: number }> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
}
