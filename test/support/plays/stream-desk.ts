import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { LocalCloud } from '#infra/local/local-cloud';
import { clientOptions } from '#test/support/local-cloud';

/** What a player's backend does: put records on the stream; texts go as they are, values as JSON. */
export function streamDesk(cloud: LocalCloud) {
  const kinesis = new KinesisClient(clientOptions(cloud));
  return {
    kinesis,
    async put(records: readonly unknown[]): Promise<void> {
      for (let start = 0; start < records.length; start += 500) {
        const Records = records.slice(start, start + 500).map((record, index) => ({
          Data: Buffer.from(typeof record === 'string' ? record : JSON.stringify(record)),
          PartitionKey: String(start + index),
        }));
        await kinesis.send(new PutRecordsCommand({ StreamName: 'royalty-plays', Records }));
      }
    },
  };
}
