import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { assertThat } from '#kernel/errors';
import type { PayoutBell } from '#payouts/ports';

/** Puts what happened to runs and payments on the platform's event bus, from `pennywhistle.payouts`. */
export function createPayoutBell(client: EventBridgeClient, bus: string): PayoutBell {
  return {
    async ring({ type, detail }) {
      const entry = {
        EventBusName: bus,
        Source: 'pennywhistle.payouts',
        DetailType: type,
        Detail: JSON.stringify(detail),
      };
      const answer = await client.send(new PutEventsCommand({ Entries: [entry] }));
      assertThat(answer.FailedEntryCount === 0, `The bus ${bus} refused "${type}"`);
    },
  };
}
