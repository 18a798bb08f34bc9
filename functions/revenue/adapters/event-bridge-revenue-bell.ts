import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { assertThat } from '#kernel/errors';
import type { RevenueBell } from '#revenue/workbench';

/** Puts `Revenue Recorded` with `{period_id, version}` on the platform's event bus. */
export function createRevenueBell(client: EventBridgeClient, bus: string): RevenueBell {
  return {
    async ring({ periodId, version }) {
      const answer = await client.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: bus,
              Source: 'pennywhistle.revenue',
              DetailType: 'Revenue Recorded',
              Detail: JSON.stringify({ period_id: periodId, version }),
            },
          ],
        }),
      );
      assertThat(answer.FailedEntryCount === 0, `The bus ${bus} refused version ${version} of ${periodId}`);
    },
  };
}
