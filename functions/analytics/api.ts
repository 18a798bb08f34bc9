import { z } from 'zod';
import { READERS, READERS_AND_HOLDER } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { amountText, currencyText, idText, instantText, listOf, pageQuery } from '#kernel/api/schemas';
import { PERIOD_ID_SHAPE, parseCountryPeriod, parseMonth } from '#kernel/market/country-period';

const periodIdInput = z
  .string()
  .refine((text) => parseCountryPeriod(text) !== undefined, `must be ${PERIOD_ID_SHAPE}`)
  .meta({ example: 'US_2025_04' });
const ratio = z.string().meta({ description: 'A decimal of six digits.', example: '0.250000' });
const count = z.int().min(0);

export const getSkipRate = defineRoute({
  operationId: 'getSkipRate',
  method: 'GET',
  path: '/v1/analytics/skip-rate',
  summary: 'How many plays are left within thirty seconds, by the surface they came from.',
  roles: READERS,
  query: z.object({
    period_id: periodIdInput
      .optional()
      .meta({ description: 'One country-period; else every sealed one of the month.' }),
    month: z
      .string()
      .refine((text) => parseMonth(text) !== undefined, 'must be a month such as "2025-04"')
      .optional()
      .meta({ description: 'YYYY-MM. Default: the month that ended last.', example: '2025-04' }),
  }),
  answers: {
    200: {
      description: 'Sealed plays by surface; none while nothing is sealed.',
      body: z
        .strictObject({
          period_ids: z.array(z.string()),
          plays: count,
          skips: count,
          skip_rate: ratio,
          items: z.array(
            z.strictObject({
              surface: z.string().meta({ example: 'playlist' }),
              plays: count,
              skips: count,
              skip_rate: ratio,
            }),
          ),
        })
        .meta({ id: 'SkipRate' }),
    },
  },
});

export const getConcentration = defineRoute({
  operationId: 'getConcentration',
  method: 'GET',
  path: '/v1/analytics/concentration',
  summary: 'Which part of a period’s payouts its best paid holders have, cumulated.',
  roles: READERS,
  query: z.object({ period_id: periodIdInput }),
  problems: [404, 409],
  answers: {
    200: {
      description: 'From the best paid one percent of holders to all of them; none where nothing was attributed.',
      body: z
        .strictObject({
          period_id: z.string(),
          currency: currencyText,
          holders: count,
          total: amountText,
          items: z.array(
            z.strictObject({
              top_percent: z.int().min(1).max(100),
              top_holders: count,
              amount: amountText,
              share_of_payouts: ratio,
            }),
          ),
        })
        .meta({ id: 'Concentration' }),
    },
  },
});

export const getTrackEarnings = defineRoute({
  operationId: 'getTrackEarnings',
  method: 'GET',
  path: '/v1/tracks/{track_id}/earnings',
  summary: 'Who earned what with a track in a period, by the deal in force when it was played.',
  roles: READERS,
  params: z.object({ track_id: idText }),
  query: z.object({ period_id: periodIdInput }),
  problems: [404, 409],
  answers: {
    200: {
      description: 'One item per rights type, holder and share; a renegotiation shows as two.',
      body: z
        .strictObject({
          track_id: z.string(),
          period_id: z.string(),
          currency: currencyText,
          total: amountText,
          items: z.array(
            z.strictObject({
              rights_type: z.string().meta({ example: 'artist' }),
              rights_holder_id: z.string(),
              snapshot_share: z
                .string()
                .meta({ description: 'Weight × share, ten decimals.', example: '0.2500000000' }),
              plays: count,
              first_played_at: instantText,
              last_played_at: instantText,
              amount: amountText.meta({ description: 'Exact, 20 decimals.' }),
            }),
          ),
        })
        .meta({ id: 'TrackEarnings' }),
    },
  },
});

const interval = <Value extends z.ZodType>(value: Value) => ({ estimate: value, low: value, high: value });

export const getPeriodPreview = defineRoute({
  operationId: 'getPeriodPreview',
  method: 'GET',
  path: '/v1/periods/{id}/preview',
  summary: 'An estimate of the rate that an open period may freeze at; never the rate itself.',
  roles: READERS,
  params: z.object({ id: idText.meta({ example: 'US_2025_04' }) }),
  problems: [404, 409],
  answers: {
    200: {
      description: 'Estimates with their intervals, or the reason why there are none.',
      body: z
        .strictObject({
          period_id: z.string(),
          state: z.enum(['OPEN', 'CUTOFF', 'RECONCILING']),
          is_estimate: z.literal(true),
          as_of: instantText,
          method: z.strictObject({
            name: z.literal('arrival-history-1'),
            description: z.string(),
            document: z.literal('docs/preview.md'),
            months: z.array(z.string()).meta({ description: 'The frozen periods that it stands on.' }),
          }),
          currency: currencyText.nullable(),
          plays_so_far: count.meta({ description: 'Arrived plays of thirty seconds and more.' }),
          estimated_pool: z
            .strictObject({ ...interval(amountText), basis: z.enum(['recorded_revenue', 'revenue_history']) })
            .nullable(),
          estimated_qualified_plays: z
            .strictObject({ ...interval(count), basis: z.enum(['arrival_history', 'elapsed_time']) })
            .nullable(),
          estimated_rate: z.strictObject(interval(amountText)).nullable(),
          reason: z.string().nullable().meta({ description: 'Why there is no estimated rate.' }),
        })
        .meta({ id: 'PeriodPreview' }),
    },
  },
});

export const getHolderEarnings = defineRoute({
  operationId: 'getHolderEarnings',
  method: 'GET',
  path: '/v1/holders/{id}/earnings',
  summary: 'What a holder earned from reports and from plays, grouped.',
  roles: READERS_AND_HOLDER,
  holderParam: 'id',
  params: z.object({ id: idText }),
  query: z.object({ group_by: z.enum(['period', 'provider', 'store', 'territory', 'track']).default('period') }),
  problems: [404],
  answers: {
    200: {
      description: 'The earnings.',
      body: z.strictObject({
        holder_id: z.string(),
        group_by: z.string(),
        items: z.array(
          z.strictObject({
            source: z.enum(['reports', 'plays']).meta({
              description:
                'Reports group by sale period, provider, store, territory or track; plays by month, `plays` (provider and store), country or track.',
            }),
            group: z.string(),
            currency: z.string(),
            amount: amountText.meta({ description: 'After commission.' }),
            commission: amountText,
            gross: amountText,
            rows: z
              .int()
              .meta({ description: 'Rows of reports, or attribution lines; a line that was taken back counts too.' }),
          }),
        ),
      }),
    },
  },
});

export const getClaimedNotPaid = defineRoute({
  operationId: 'getClaimedNotPaid',
  method: 'GET',
  path: '/v1/periods/{id}/claimed-not-paid',
  summary: 'Eligible plays of a sealed period that a fraud flag keeps from being paid, by track, rule and reason (R7).',
  roles: READERS,
  params: z.object({ id: idText.meta({ example: 'US_2025_04' }) }),
  query: z.object(pageQuery),
  answers: {
    200: {
      description: 'A page, by track; the flags as they stand now, those after the freeze with them.',
      body: listOf(
        z
          .strictObject({
            track_id: z.string(),
            rule: z.string().meta({ description: 'The rule that flagged, or `external`.' }),
            reason: z.string(),
            claimed_plays: count,
            users: count,
          })
          .meta({ id: 'ClaimedNotPaid' }),
      ),
    },
  },
  problems: [404, 409],
});
