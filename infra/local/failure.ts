/** Why the local cloud cannot start, in one sentence that says what to do; shown without a stack. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** What to tell of a failed start: the sentence alone when it says what to do, else all there is to know. */
export function whyNot(error: unknown): string {
  if (error instanceof CannotStart) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

export type PortFlag = '--aws-port' | '--api-port';

/** The sentence for a failed `listen`, or `undefined` when it failed for another reason. */
export function portFailure(error: unknown, port: number, flag: PortFlag): CannotStart | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new CannotStart(`Port ${port} is in use; stop what listens there or choose another with ${flag} N`);
  }
  return code === 'EACCES'
    ? new CannotStart(`Port ${port} needs more rights than this user has; choose another with ${flag} N`)
    : undefined;
}
