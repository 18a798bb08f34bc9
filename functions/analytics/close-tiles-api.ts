import { z } from 'zod';
import { READERS } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { amountText, currencyText } from '#kernel/api/schemas';
import { trendQuery } from '#kernel/api/trend-query';
import { PERIOD_ID_SHAPE, parseCountryPeriod } from '#kernel/market/country-period';

const query = {
  period_id: z
    .string()
    .refine((text) => parseCountryPeriod(text) !== undefined, `must be ${PERIOD_ID_SHAPE}`)
    .meta({ example: 'US_2025_04' }),
  ...trendQuery,
};
const ratio = z.string().meta({ description: 'A decimal of six digits.', example: '0.250000' });
const count = z.int().min(0);

const lag = {
  plays: count,
  p50_seconds: count,
  p95_seconds: count,
  p99_seconds: count,
  max_seconds: count,
};

export const getArrivalLag = defineRoute({
  operationId: 'getArrivalLag',
  method: 'GET',
  path: '/v1/analytics/arrival-lag',
  summary: 'How long after they were played the sealed plays of a period arrived.',
  roles: READERS,
  query: z.object(query),
  problems: [404, 409],
  answers: {
    200: {
      description:
        'Percentiles in whole seconds over sealed plays; a play that came after the seal is in `late_plays` of its period.',
      body: z
        .strictObject({
          period_id: z.string(),
          ...lag,
          within_minute: ratio,
          within_hour: ratio,
          within_day: ratio,
          trend: z
            .array(z.strictObject({ period_id: z.string(), ...lag }))
            .meta({ description: 'Sealed periods of the country that have plays, oldest first, this one last.' }),
        })
        .meta({ id: 'ArrivalLag' }),
    },
  },
});

const tail = z.strictObject({
  earners: count.meta({ description: 'Whom the lines of the period pay.' }),
  below: count.meta({ description: 'Those whose lines of the period sum to less than the floor.' }),
  below_share: ratio.meta({ description: '`below` of `earners`.' }),
  amount: amountText.meta({ description: 'What all of them earned; exact, 20 decimals.' }),
  amount_below: amountText.meta({ description: 'What those below the floor earned; exact, 20 decimals.' }),
  amount_below_share: ratio.meta({ description: '`amount_below` of `amount`.' }),
});

export const getLongTail = defineRoute({
  operationId: 'getLongTail',
  method: 'GET',
  path: '/v1/analytics/long-tail',
  summary: 'How many holders and tracks earned less than a floor with a period, and what they earned together.',
  roles: READERS,
  query: z.object({
    ...query,
    floor: z
      .string()
      .regex(/^(0|[1-9]\d{0,11})(\.\d{1,10})?$/, 'must be a decimal string of at most ten decimals, such as "10.00"')
      .default('10.00')
      .meta({ description: 'In the currency of the period.', example: '10.00' }),
  }),
  problems: [404, 409],
  answers: {
    200: {
      description: 'Over proven attribution lines, before payout.',
      body: z
        .strictObject({
          period_id: z.string(),
          currency: currencyText,
          floor: z.string(),
          holders: tail,
          tracks: tail,
          trend: z
            .array(
              z.strictObject({
                period_id: z.string(),
                holders_below: count,
                holders_below_share: ratio,
                holders_amount_below_share: ratio,
                tracks_below: count,
                tracks_below_share: ratio,
                tracks_amount_below_share: ratio,
              }),
            )
            .meta({ description: 'Proven periods of the country in this currency, oldest first, this one last.' }),
        })
        .meta({ id: 'LongTail' }),
    },
  },
});
