import type { z } from 'zod';
import type { holderDocument } from '#holders/api';
import type { Holder } from '#holders/holder';

/** The holder as the API shows it. */
export function holderDocumentOf(holder: Holder): z.output<typeof holderDocument> {
  const { holderId, commissionRate, payoutMethod, payoutThreshold, ...same } = holder;
  return {
    ...same,
    holder_id: holderId,
    ...(commissionRate !== undefined && { commission_rate: commissionRate }),
    payout_method: payoutMethod,
    payout_threshold: payoutThreshold,
  };
}
