import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { RunInputs, RunOf } from '#attribution/ports';
import { type RunStages, STAGE_TABLES, type StagedRun, type StageTable } from '#attribution/run-stages';
import { parseSealedInputs, type SealedInputs, sealedInputsText } from '#attribution/sealed-inputs';
import { deleteKeys, listKeys } from '#platform/clients/s3-files';

const stateSchema = z.strictObject({ tries: z.number().int(), done: z.array(z.string()) });
type State = z.output<typeof stateSchema>;
type RunId = { readonly periodId: string; readonly run: string };

/** What of a run is written, beside its inputs: `attribution_runs/period_id=<id>/run=<run>/stages.json` and `inputs.json`. */
export class S3RunStages implements RunStages, RunInputs {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, lakeBucket: string) {
    this.#s3 = s3;
    this.#bucket = lakeBucket;
  }

  async once(
    { inputs: { periodId }, run }: StagedRun,
    stage: string,
    tables: readonly StageTable[],
    work: (token: string) => Promise<void>,
  ): Promise<void> {
    const of = { periodId, run };
    const state = await this.#state(of);
    if (state.done.includes(stage)) return;
    try {
      await work(`${periodId}/${run}/${state.tries}`);
    } catch (error) {
      if (error instanceof Error && error.name === 'QueryFailed') {
        await this.#clear(of, tables);
        await this.#keepState(of, { ...state, tries: state.tries + 1 });
      }
      throw error;
    }
    await this.#keepState(of, { ...state, done: [...state.done, stage] });
  }

  async drop(of: RunId): Promise<void> {
    const state = await this.#state(of);
    // First the record: a drop that dies halfway must not leave a stage that calls itself done.
    await this.#keepState(of, { tries: state.tries + 1, done: [] });
    await this.#clear(of, STAGE_TABLES);
  }

  async find(of: RunId): Promise<SealedInputs | undefined> {
    const text = await this.#get(`${folderOf(of)}inputs.json`);
    return text === undefined ? undefined : parseSealedInputs(text);
  }

  async keep({ inputs, run }: RunOf): Promise<void> {
    const Key = `${folderOf({ periodId: inputs.periodId, run })}inputs.json`;
    await this.#s3.send(new PutObjectCommand({ Bucket: this.#bucket, Key, Body: sealedInputsText(inputs) }));
  }

  async #clear({ periodId, run }: RunId, tables: readonly StageTable[]): Promise<void> {
    for (const table of tables) {
      const keys = await listKeys(this.#s3, this.#bucket, `${table}/period_id=${periodId}/run=${run}/`);
      if (keys.length > 0) await deleteKeys(this.#s3, this.#bucket, keys);
    }
  }

  async #state(of: RunId): Promise<State> {
    const text = await this.#get(`${folderOf(of)}stages.json`);
    return text === undefined ? { tries: 0, done: [] } : stateSchema.parse(JSON.parse(text));
  }

  async #keepState(of: RunId, state: State): Promise<void> {
    const Key = `${folderOf(of)}stages.json`;
    await this.#s3.send(new PutObjectCommand({ Bucket: this.#bucket, Key, Body: JSON.stringify(state) }));
  }

  async #get(key: string): Promise<string | undefined> {
    try {
      const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
      return await Body?.transformToString();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }
}

function folderOf({ periodId, run }: RunId): string {
  return `attribution_runs/period_id=${periodId}/run=${run}/`;
}
