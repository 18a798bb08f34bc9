import type { FailedBatch, FailedBatches, PlayStream, StreamRecord } from '#plays/intake-ports';
import { type LandRecordsPorts, landRecords } from '#plays/steps/land-records';

export interface RedrivePlaysPorts extends LandRecordsPorts {
  readonly stream: Pick<PlayStream, 'read'>;
  readonly failedBatches: FailedBatches;
}

export interface RedriveOutcome {
  /** Batches whose every record is in the lake now; they left the queue. */
  readonly redriven: number;
  readonly plays: number;
  readonly quarantined: number;
  /** Batches of which the stream has forgotten records: they stay in the queue until a person removes them. */
  readonly incomplete: readonly (FailedBatch & { readonly found: number })[];
  /** Messages that are no report of Lambda's; they stay too. */
  readonly unreadable: number;
  /** Batches that failed again, with the reason; they stay. */
  readonly failed: readonly (FailedBatch & { readonly reason: string })[];
}

/**
 * Lands every batch that Lambda gave up, from the stream itself, by the same rules, under the same source and positions:
 * what had landed already is the same arrival (R6), so nothing is lost and nothing doubled. A batch leaves the queue only
 * once all its records were found and landed.
 */
export async function redrivePlays(ports: RedrivePlaysPorts): Promise<RedriveOutcome> {
  const total = { redriven: 0, plays: 0, quarantined: 0, unreadable: 0 };
  const incomplete: (FailedBatch & { found: number })[] = [];
  const failed: (FailedBatch & { reason: string })[] = [];
  const seen = new Set<string>();
  for (;;) {
    const taken = await ports.failedBatches.take();
    const fresh = taken.filter(({ text }) => !seen.has(text));
    // What is not removed comes back: once only such messages come, the queue has been gone through.
    if (fresh.length === 0) return { ...total, incomplete, failed };
    for (const message of fresh) {
      seen.add(message.text);
      const { batch } = message;
      if (batch === undefined) {
        total.unreadable += 1;
        continue;
      }
      try {
        const { found, plays, quarantined } = await redrive(batch, ports);
        total.plays += plays;
        total.quarantined += quarantined;
        if (found < batch.records) {
          incomplete.push({ ...batch, found });
          continue;
        }
        await ports.failedBatches.remove(message);
        total.redriven += 1;
      } catch (error) {
        failed.push({ ...batch, reason: String(error) });
      }
    }
  }
}

async function redrive(batch: FailedBatch, ports: RedrivePlaysPorts) {
  const counts = { found: 0, plays: 0, quarantined: 0 };
  for await (const records of ports.stream.read(batch)) {
    counts.found += records.length;
    const { plays, quarantined } = await landWhole(records, ports);
    counts.plays += plays;
    counts.quarantined += quarantined;
  }
  return counts;
}

async function landWhole(records: readonly StreamRecord[], ports: LandRecordsPorts) {
  const outcome = await landRecords(records, ports);
  if (outcome.failed !== undefined) throw outcome.failed.error;
  return outcome;
}
