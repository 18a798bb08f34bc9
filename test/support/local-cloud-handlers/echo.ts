/** What a test's function sees of its surroundings. */
export async function handler(event: unknown): Promise<unknown> {
  return {
    event,
    greeting: process.env['GREETING'],
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    now: new Date().toISOString(),
  };
}
