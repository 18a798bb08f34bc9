import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { assertThat } from '#kernel/errors';
import type { AlarmBell, Tampering } from '#ledger/tampering';

/** Puts `LedgerTampered` on the platform's event bus. */
export class EventBridgeAlarmBell implements AlarmBell {
  readonly #client: EventBridgeClient;
  readonly #bus: string;

  constructor(client: EventBridgeClient, bus: string) {
    this.#client = client;
    this.#bus = bus;
  }

  async ring({ id, change, key, happenedAt }: Tampering): Promise<void> {
    const detail = { alarm_id: id, change, pk: key.pk, sk: key.sk, happened_at: happenedAt };
    const answer = await this.#client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: this.#bus,
            Source: 'pennywhistle.ledger',
            DetailType: 'LedgerTampered',
            Detail: JSON.stringify(detail),
          },
        ],
      }),
    );
    assertThat(answer.FailedEntryCount === 0, `The bus ${this.#bus} refused alarm ${id}`);
  }
}
