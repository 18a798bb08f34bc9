import { z } from 'zod';
import { amountText, currencyText } from '#kernel/api/schemas';
import { formatUnits } from '#kernel/money/units';
import { CARRY_REASONS, type CarriedBalance } from '#payouts/carried';

/** A balance that a run did not pay, as the API shows it. */
export const carriedBody = z
  .strictObject({
    holder_id: z.string(),
    currency: currencyText,
    amount: amountText.meta({ description: 'What is available and stays payable.' }),
    reason: z.enum(CARRY_REASONS),
    detail: z.string(),
  })
  .meta({ id: 'CarriedBalance' });

export function carriedBodyOf({
  holderId,
  currency,
  units,
  reason,
  detail,
}: CarriedBalance): z.output<typeof carriedBody> {
  return { holder_id: holderId, currency, amount: formatUnits(units), reason, detail };
}
