import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { assertThat } from '#kernel/errors';
import type { RightsBell } from '#rights/workbench';

/** Puts `Rights Recorded` with `{version}` on the platform's event bus. */
export function createRightsBell(client: EventBridgeClient, bus: string): RightsBell {
  return {
    async ring(version) {
      const answer = await client.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: bus,
              Source: 'pennywhistle.rights',
              DetailType: 'Rights Recorded',
              Detail: JSON.stringify({ version }),
            },
          ],
        }),
      );
      assertThat(answer.FailedEntryCount === 0, `The bus ${bus} refused version ${version} of the bridge`);
    },
  };
}
