import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Drop } from '#drops/drop';
import type { KnownKind } from '#drops/drop-kind';
import type { DropExecutions } from '#drops/ports';

export interface DropExecutionsOptions {
  readonly stepFunctions: SFNClient;
  readonly ingestReportArn: string;
  readonly ingestDropArn: string;
}

/** Starts `ingest-report` for reports and `ingest-drop` for every other kind, named by the drop id. */
export function createDropExecutions(options: DropExecutionsOptions): DropExecutions {
  return {
    async start(kind, drop) {
      const stateMachineArn = kind === 'reports' ? options.ingestReportArn : options.ingestDropArn;
      const input = JSON.stringify(inputOf(kind, drop));
      try {
        await options.stepFunctions.send(new StartExecutionCommand({ stateMachineArn, name: drop.dropId, input }));
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
  };
}

function inputOf(kind: KnownKind, { dropId, bucket, key, etag, size, droppedAt, sheetId }: Drop) {
  return {
    drop_id: dropId,
    kind,
    bucket,
    key,
    etag,
    size,
    dropped_at: droppedAt,
    ...(sheetId !== undefined && { sheet_id: sheetId }),
  };
}
