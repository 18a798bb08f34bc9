import type { z } from 'zod';
import type { destinationDocument } from '#holders/api';
import { coolingOffUntil, type Destination } from '#holders/destination';
import { maskedDetail } from '#holders/masked-detail';

/** A destination as the API shows it: enough to recognise it, not enough to use it. */
export function destinationDocumentOf(
  destination: Destination,
  coolingOffDays: number,
): z.output<typeof destinationDocument> {
  const { content, version, digest, change } = destination;
  const masked = (text: string | undefined) => (text === undefined ? null : maskedDetail(text));
  return {
    holder_id: content.holderId,
    method: content.method,
    iban: masked(content.iban),
    bic: masked(content.bic),
    account: masked(content.account),
    routing: masked(content.routing),
    email: masked(content.email),
    verified: content.verified === 'true',
    version,
    digest,
    changed_at: change?.changedAt ?? null,
    paid_from: coolingOffUntil(destination, coolingOffDays) ?? null,
    approved_by: change?.approval?.approvedBy ?? null,
    approved_at: change?.approval?.approvedAt ?? null,
  };
}
