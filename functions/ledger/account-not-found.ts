import { type Problem, problem } from '#kernel/api/problem';
import { parseAccount } from '#ledger/account';

/** The answer about an account that is not there; `otherwise` is said of a path that is no account of the chart. */
export function accountNotFound(path: string, otherwise: string): Problem {
  const unopened = `Nothing was ever posted to "${path}", and an account opens with its first entry; GET /v1/ledger/trial-balance lists all that are open`;
  return problem(404, 'account-not-found', parseAccount(path) === undefined ? otherwise : unopened);
}
