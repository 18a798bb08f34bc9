/**
 * A failure that somebody routes on: a state machine's Catch or Retry, the API's problem details.
 * Subclasses set a literal `name`; a minifier destroys `constructor.name`.
 */
export abstract class RoyaltyError extends Error {
  abstract override readonly name: string;
}

/** A bug: an invariant that never breaks did. Nobody catches it. */
export class BrokenInvariant extends Error {
  override readonly name = 'BrokenInvariant';
}

/** Asserts an invariant on write and again on read; `message` says which, what and what would be right. */
export function assertThat(condition: boolean, message: string): asserts condition {
  if (!condition) throw new BrokenInvariant(message);
}

/** Makes the compiler prove that a `switch` over `kind` is complete. */
export function unreachable(value: never): never {
  throw new BrokenInvariant(`Unexpected variant: ${JSON.stringify(value)}`);
}
