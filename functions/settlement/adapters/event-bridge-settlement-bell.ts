import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { assertThat } from '#kernel/errors';
import { toSnakeKeys } from '#kernel/key-case';
import { formatUnits } from '#kernel/money/units';
import type { SettlementBell, SettlementEvent } from '#settlement/ports';

/** Puts what settlement says on the platform's event bus, by its type. */
export function createSettlementBell(client: EventBridgeClient, bus: string): SettlementBell {
  return {
    async ring(event: SettlementEvent) {
      const { type, ...detail } =
        'difference' in event ? { ...event, difference: formatUnits(event.difference) } : event;
      const answer = await client.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: bus,
              Source: 'pennywhistle.settlement',
              DetailType: type,
              Detail: JSON.stringify(toSnakeKeys(detail)),
            },
          ],
        }),
      );
      assertThat(answer.FailedEntryCount === 0, `The bus ${bus} refused ${type}`);
    },
  };
}
