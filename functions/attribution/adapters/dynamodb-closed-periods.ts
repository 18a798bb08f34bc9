import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { ClosedPeriods } from '#attribution/ports';

const item = z.object({
  state: z.string(),
  freeze: z.object({ run: z.string(), input_manifest_key: z.string(), input_manifest_hash: z.string() }).optional(),
  proof: z
    .object({
      run: z.string(),
      totals_key: z.string().optional(),
      close_report_key: z.string().optional(),
      close_report_hash: z.string().optional(),
    })
    .optional(),
});

/** Reads what the close recorded of a period: `PERIOD#<id>`/`HEAD` of the control table. */
export class DynamodbClosedPeriods implements ClosedPeriods {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, controlTable: string) {
    this.#client = client;
    this.#table = controlTable;
  }

  async find(periodId: string): ReturnType<ClosedPeriods['find']> {
    const { Item } = await this.#client.send(
      new GetItemCommand({
        TableName: this.#table,
        Key: marshall({ pk: `PERIOD#${periodId}`, sk: 'HEAD' }),
        ConsistentRead: true,
      }),
    );
    if (Item === undefined) return undefined;
    const { state, freeze, proof } = item.parse(unmarshall(Item));
    if (freeze === undefined) return { periodId, state };
    return {
      periodId,
      state,
      run: freeze.run,
      inputManifestKey: freeze.input_manifest_key,
      inputManifestHash: freeze.input_manifest_hash,
      ...(proof !== undefined && {
        proof: {
          run: proof.run,
          ...(proof.totals_key !== undefined && { totalsKey: proof.totals_key }),
          ...(proof.close_report_key !== undefined && { closeReportKey: proof.close_report_key }),
          ...(proof.close_report_hash !== undefined && { closeReportHash: proof.close_report_hash }),
        },
      }),
    };
  }
}
