import { z } from 'zod';
import { RoyaltyError } from '#kernel/errors';
import { type HandlerTools, makeHandler } from '#platform/make-handler';

/** The input of a state machine's task is not what its schema says: a wiring fault, never worth a retry. */
export class TaskInputInvalid extends RoyaltyError {
  override readonly name = 'TaskInputInvalid';
}

/**
 * A handler behind a state machine's Task: parses the input, calls one step, returns its result.
 * Throws `TaskInputInvalid` when the input does not fit; errors of the step pass with their literal name.
 */
export function taskHandler<Input extends z.ZodType, Result>(
  input: Input,
  run: (input: z.output<Input>, tools: HandlerTools) => Promise<Result>,
) {
  return makeHandler(async (event: unknown, tools): Promise<Result> => {
    const parsed = input.safeParse(event);
    if (!parsed.success) throw new TaskInputInvalid(z.prettifyError(parsed.error));
    return run(parsed.data, tools);
  });
}
