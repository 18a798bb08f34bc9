import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { AuditResult } from '#audit/audit-result';
import type { AuditBell } from '#audit/ports';
import { assertThat } from '#kernel/errors';

/** A bus takes 256 KB; the rest is in the audit book. */
const FINDINGS_TOLD = 10;

/** Puts `AuditCheckFailed` on the platform's event bus. */
export class EventBridgeAuditBell implements AuditBell {
  readonly #client: EventBridgeClient;
  readonly #bus: string;

  constructor(client: EventBridgeClient, bus: string) {
    this.#client = client;
    this.#bus = bus;
  }

  async ring({ check, checkedAt, findings, findingCount }: AuditResult): Promise<void> {
    const told = findings.slice(0, FINDINGS_TOLD);
    const detail = { check, checked_at: checkedAt, finding_count: findingCount, findings: told };
    const answer = await this.#client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: this.#bus,
            Source: 'pennywhistle.audit',
            DetailType: 'AuditCheckFailed',
            Detail: JSON.stringify(detail),
          },
        ],
      }),
    );
    assertThat(answer.FailedEntryCount === 0, `The bus ${this.#bus} refused the failure of check ${check}`);
  }
}
