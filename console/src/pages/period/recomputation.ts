import { answered, api } from '#console/api/client.ts';

const PAUSE_MILLISECONDS = 700;

/**
 * What a replay or simulation came to. One that still runs says where it will answer, and is asked there until it does.
 */
export async function untilCompleted<Answer>(begun: unknown): Promise<Answer> {
  let answer = begun;
  for (let location = placeOf(answer); location !== undefined; location = placeOf(answer)) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    answer = await answered(api.GET(location as '/v1/health'));
  }
  return answer as Answer;
}

function placeOf(answer: unknown): string | undefined {
  const { status, location } = answer as { readonly status?: string; readonly location?: string };
  return status === 'running' ? location : undefined;
}
