import createClient from 'openapi-fetch';
import { ApiProblem } from '#console/api/problem.ts';
import { renewSession } from '#console/api/renewal.ts';
import type { paths } from '#console/api/schema.d.ts';
import { currentSession } from '#console/api/session.ts';

/** The API, typed by its own document. The console and the API have one origin, here and on AWS. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: asSignedIn });

/** The answer's body; throws an ApiProblem for a refusal. */
export async function answered<Body>(
  call: Promise<{ readonly data?: Body; readonly error?: unknown; readonly response: Response }>,
): Promise<Body> {
  const { data, error, response } = await call;
  if (!response.ok) throw new ApiProblem(response.status, error);
  return data as Body;
}

/** Adds the token; a token that has run out is renewed once and the request sent again. */
async function asSignedIn(request: Request): Promise<Response> {
  const again = request.clone();
  const answer = await fetch(authorized(request));
  if (answer.status !== 401 || !(await renewSession())) return answer;
  return fetch(authorized(again));
}

function authorized(request: Request): Request {
  const session = currentSession();
  if (session !== undefined) request.headers.set('authorization', `Bearer ${session.token}`);
  return request;
}
