import type { Drop } from '#drops/drop';
import type { DropRegister } from '#drops/ports';
import type { Clock } from '#kernel/time/clock';

/** What a state machine's Catch hands on. */
export interface CaughtError {
  readonly dropId: string;
  readonly errorName: string;
  /** Lambda's JSON of the error, or plain text. */
  readonly cause: string;
}

/** Errors whose message is meant for whoever dropped the file. */
const SPEAKING: ReadonlySet<string> = new Set(['DropGone']);

/** Ends a drop whose import stopped on the way. Every import is safe to repeat, so the advice is to drop again. */
export async function failDrop(
  { dropId, errorName, cause }: CaughtError,
  { register, clock }: { readonly register: DropRegister; readonly clock: Clock },
): Promise<Drop> {
  const said = messageOf(cause);
  const issue = SPEAKING.has(errorName)
    ? { code: 'object_gone', message: said }
    : {
        code: 'import_stopped',
        message: `The import stopped with ${errorName}: ${said.slice(0, 500)} Drop the file again: repeating is safe.`,
      };
  return register.markFailed(dropId, { at: clock.now(), errors: [issue] });
}

function messageOf(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    if (typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed) return String(parsed.errorMessage);
  } catch {
    // A timeout's cause is plain text.
  }
  return cause;
}
