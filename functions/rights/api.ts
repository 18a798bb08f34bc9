import { z } from 'zod';
import { READERS } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { idText, instantInput, instantText } from '#kernel/api/schemas';
import { parseCountry } from '#kernel/country';

const portionText = z.string().meta({ description: 'A decimal from 0 to 1, five decimals.', example: '0.50000' });
const interval = {
  effective_from: instantText,
  effective_to: instantText.nullable().meta({ description: 'Not part of the interval; null: open.' }),
};

export const getTrackRights = defineRoute({
  operationId: 'getTrackRights',
  method: 'GET',
  path: '/v1/tracks/{track_id}/rights',
  summary: 'The deal in force for a track at an instant.',
  roles: READERS,
  params: z.object({ track_id: idText }),
  query: z.object({
    as_of: instantInput.optional().meta({ description: 'ISO 8601; a date alone means 00:00:00Z. Default: now.' }),
    country: z
      .string()
      .refine((text) => parseCountry(text) !== undefined, 'must be an ISO 3166 alpha-2 code such as "US"')
      .optional()
      .meta({ description: 'Also shows the weights in force there and each snapshot share.', example: 'US' }),
  }),
  problems: [404],
  answers: {
    200: {
      description: 'The shares in force by rights type; none where nothing covers the instant.',
      body: z
        .strictObject({
          track_id: z.string(),
          as_of: instantText,
          bridge_version: z.int(),
          rights: z.array(
            z.strictObject({
              rights_type: z.string().meta({ example: 'artist' }),
              shares: z.array(
                z.strictObject({
                  holder_id: z.string(),
                  share: portionText,
                  snapshot_share: z.string().exactOptional().meta({
                    description: 'Weight × share, ten decimals; with a country only.',
                    example: '0.2500000000',
                  }),
                  ...interval,
                }),
              ),
            }),
          ),
          country: z.string().exactOptional(),
          weights: z
            .array(z.strictObject({ country: z.string(), rights_type: z.string(), weight: portionText, ...interval }))
            .exactOptional()
            .meta({ description: 'The country’s own set, else that of `*`; empty when neither is in force.' }),
        })
        .meta({ id: 'TrackRights' }),
    },
  },
});
