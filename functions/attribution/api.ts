import { z } from 'zod';
import { READERS, READERS_AND_HOLDER } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { idText, instantText, listOf, pageQuery } from '#kernel/api/schemas';
import { DISTRIBUTION_POLICIES } from '#kernel/market/distribution-policy';

const period = { id: idText.meta({ example: 'US_2025_04' }) };
const amount20 = z
  .string()
  .meta({ description: 'A decimal of 20 digits after the point.', example: '0.00086419725000000000' });
const amount10 = z.string().meta({ description: 'A decimal of ledger scale.', example: '12.3400000000' });
const shareText = z.string().meta({ description: 'A part of a whole, ten decimals.', example: '0.2500000000' });
const SIMULATORS = ['admin', 'ops', 'auditor'] as const;

export const listAttributionLines = defineRoute({
  operationId: 'listAttributionLines',
  method: 'GET',
  path: '/v1/periods/{id}/attribution',
  summary: 'The attribution lines of a period in the order of playing; a holder sees their own.',
  roles: READERS_AND_HOLDER,
  holderParam: 'holder_id',
  params: z.object(period),
  query: z.object({ ...pageQuery, holder_id: idText.optional(), track_id: idText.optional() }),
  answers: {
    200: {
      description: 'A page of lines.',
      body: listOf(
        z
          .strictObject({
            play_id: z.string(),
            track_id: z.string(),
            played_at: instantText,
            rights_holder_id: z.string(),
            rights_type: z.string(),
            snapshot_share: shareText,
            rate: amount10,
            amount: amount20,
            currency: z.string(),
          })
          .meta({ id: 'AttributionLine' }),
      ),
    },
  },
  problems: [404, 409],
});

export const listUnattributed = defineRoute({
  operationId: 'listUnattributed',
  method: 'GET',
  path: '/v1/periods/{id}/unattributed',
  summary: 'What plays of a period earned and nobody claimed at its close, why, and what of it was released since.',
  roles: READERS,
  params: z.object(period),
  query: z.object(pageQuery),
  answers: {
    200: {
      description: 'A page, by track and rights type.',
      body: listOf(
        z
          .strictObject({
            track_id: z.string(),
            rights_type: z.string(),
            reason: z.string().meta({
              description:
                '`no-rights`, `not-covered`, or `late-plays`: of plays that came after their own month was frozen.',
              example: 'no-rights',
            }),
            plays: z.int(),
            amount: amount20,
            held: amount10.meta({ description: 'What the close put into holding.' }),
            released: z
              .array(
                z.strictObject({
                  holder_id: z.string(),
                  amount: amount10,
                  transaction_id: z.string(),
                  bridge_version: z.int(),
                  released_at: instantText,
                }),
              )
              .meta({ description: 'What went to holders whose rights were registered later, by which transaction.' }),
            still_held: amount10,
            currency: z.string(),
          })
          .meta({ id: 'UnattributedTotal' }),
      ),
    },
  },
  problems: [404, 409],
});

export const recomputationRunning = z
  .strictObject({ period_id: z.string(), status: z.literal('running'), location: z.string() })
  .meta({ id: 'RecomputationRunning', description: 'It goes on by itself; `location` answers with its result.' });
const failed = { status: z.literal('failed'), error: z.string(), detail: z.string() };

export const replayAnswer = z
  .discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('completed'),
      replay_id: z.string(),
      period_id: z.string(),
      matches: z.boolean(),
      input_manifest_hash: z.string(),
      close_report_hash: z.string().nullable(),
      replayed_report_hash: z.string().nullable(),
      lines_digest: z.string().nullable(),
      standing_lines_digest: z.string().nullable(),
      checked_objects: z.int(),
      compared: z.array(z.string()).default([]).meta({
        description:
          'What was compared. A period without a rate has no close report and no line: its sealed inputs and its counts are all there is.',
      }),
      differences: z.array(z.strictObject({ part: z.string(), detail: z.string() })),
    }),
    z.strictObject({ replay_id: z.string(), period_id: z.string(), ...failed }),
  ])
  .meta({ id: 'Replay' });

export const replayPeriod = defineRoute({
  operationId: 'replayPeriod',
  method: 'POST',
  path: '/v1/periods/{id}/replay',
  summary: 'Recomputes a frozen period from its input manifest and compares the canonical close report byte for byte.',
  roles: SIMULATORS,
  params: z.object(period),
  answers: {
    200: { description: 'The comparison.', body: replayAnswer },
    202: { description: 'Still comparing.', body: recomputationRunning },
  },
  problems: [404, 409],
});

export const getReplay = defineRoute({
  operationId: 'getReplay',
  method: 'GET',
  path: '/v1/periods/{id}/replays/{replay_id}',
  summary: 'A replay that was asked for before.',
  roles: READERS,
  params: z.object({ ...period, replay_id: idText }),
  answers: {
    200: { description: 'The comparison.', body: replayAnswer },
    202: { description: 'Still comparing.', body: recomputationRunning },
  },
  problems: [404],
});

const change = z.strictObject({ amount: amount10, delta: amount10 });
export const simulationAnswer = z
  .discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('completed'),
      simulation_id: z.string(),
      period_id: z.string(),
      policy: z.enum(DISTRIBUTION_POLICIES),
      compared_with: z.enum(DISTRIBUTION_POLICIES),
      currency: z.string(),
      pool: amount10,
      holders: z.array(z.strictObject({ holder_id: z.string(), amount: amount10, delta: amount10 })),
      unattributed: change,
      residual: change,
      moved: amount10.meta({ description: 'What one policy pays somebody and the other pays somebody else.' }),
      moved_share: shareText.meta({ description: '`moved` as a part of the pool.' }),
      top_1_percent_share: shareText,
      top_1_percent_share_before: shareText,
      long_tail: z
        .strictObject({
          holders: z.int(),
          share: shareText,
          share_before: shareText,
          gaining_holders: z.int(),
          losing_holders: z.int(),
        })
        .meta({ description: 'The nine tenths of holders with the least under the period’s own policy.' }),
    }),
    z.strictObject({ simulation_id: z.string(), period_id: z.string(), ...failed }),
  ])
  .meta({ id: 'Simulation' });

export const simulatePeriod = defineRoute({
  operationId: 'simulatePeriod',
  method: 'POST',
  path: '/v1/periods/{id}/simulate',
  summary: 'What another policy would pay over the same sealed inputs; posts nothing.',
  roles: SIMULATORS,
  params: z.object(period),
  body: z.object({ policy: z.enum(DISTRIBUTION_POLICIES) }),
  answers: {
    200: { description: 'Amounts by holder, against the period’s own policy.', body: simulationAnswer },
    202: { description: 'Still computing.', body: recomputationRunning },
  },
  problems: [404, 409],
});

export const getSimulation = defineRoute({
  operationId: 'getSimulation',
  method: 'GET',
  path: '/v1/periods/{id}/simulations/{simulation_id}',
  summary: 'A simulation that was asked for before.',
  roles: READERS,
  params: z.object({ ...period, simulation_id: idText }),
  answers: {
    200: { description: 'Amounts by holder, against the period’s own policy.', body: simulationAnswer },
    202: { description: 'Still computing.', body: recomputationRunning },
  },
  problems: [404],
});

export type Replay = z.output<typeof replayAnswer>;
export type Simulation = z.output<typeof simulationAnswer>;
export type CompletedSimulation = Extract<Simulation, { readonly status: 'completed' }>;
