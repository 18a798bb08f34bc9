import type { OpenBytes } from '#settlement/reading/bank-text';
import { readBankFile } from '#settlement/reading/read-bank-file';
import type { Statement, StatementLine } from '#settlement/statement';

/** A file's bytes, in pieces of `pieceBytes`, as often as a reader asks. */
export function bytesOf(content: string | Uint8Array, pieceBytes = 64): OpenBytes {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return async () =>
    (async function* () {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    })();
}

export interface WholeStatement extends Statement {
  readonly all: readonly StatementLine[];
}

/** Everything that a file says, with each statement's lines beside it. */
export async function statementsOf(open: OpenBytes): Promise<readonly WholeStatement[]> {
  const found: WholeStatement[] = [];
  let lines: StatementLine[] = [];
  for await (const parts of readBankFile(open))
    for (const part of parts) {
      if (part.kind === 'line') lines.push(part.line);
      else {
        found.push({ ...part.statement, all: lines });
        lines = [];
      }
    }
  return found;
}
