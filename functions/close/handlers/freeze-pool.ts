import { z } from 'zod';
import { freezePool } from '#close/steps/freeze-pool';
import { closeTask, poolFrom, poolTask } from '#close/task-input';
import { periodRegister } from '#platform/compose/close';
import { taskHandler } from '#platform/task-handler';

const count = z.number().int().min(0);
/** The whole input of the state: pool and counts are absent where an attempt comes to a frozen period. */
const input = closeTask.extend({
  pool: z.object({ amounts: poolTask }).optional(),
  counted: z
    .object({
      qualified_plays: count,
      fraud_plays: count,
      input_manifest_key: z.string(),
      input_manifest_hash: z.string(),
    })
    .optional(),
});
const register = periodRegister();

export const handler = taskHandler(input, async ({ period_id, attempt, pool, counted }, { clock }) => {
  const frozen = await freezePool(
    { register, clock },
    {
      periodId: period_id,
      attempt,
      inputs: pool === undefined || counted === undefined ? undefined : inputsOf(pool.amounts, counted),
    },
  );
  if (frozen.outcome === 'revenue-changed') return { outcome: frozen.outcome, amounts: {} };
  const { freeze, period } = frozen;
  return {
    outcome: freeze.perStreamRate === undefined ? 'carried-whole' : 'rated',
    amounts: {
      run: freeze.run,
      policy: period.policy,
      pool: freeze.pool.pool,
      currency: freeze.pool.currency,
      qualified_plays: freeze.qualifiedPlays,
      per_stream_rate: freeze.perStreamRate ?? null,
      input_manifest_key: freeze.inputManifestKey,
      input_manifest_hash: freeze.inputManifestHash,
    },
  };
});

function inputsOf(pool: z.output<typeof poolTask>, counted: NonNullable<z.output<typeof input>['counted']>) {
  return {
    pool: poolFrom(pool),
    counted: {
      qualifiedPlays: counted.qualified_plays,
      fraudPlays: counted.fraud_plays,
      inputManifestKey: counted.input_manifest_key,
      inputManifestHash: counted.input_manifest_hash,
    },
  };
}
