import { type Problem, problem } from '#kernel/api/problem';

export function unknownPeriod(periodId: string): Problem {
  return problem(404, 'period-not-found', `No period ${periodId}; GET /v1/periods lists them`);
}

export function notProven(periodId: string, state: string): Problem {
  const detail = `${periodId} is ${state} and its lines are not proven; ask again once its close has proven them`;
  return problem(409, 'period-not-proven', detail);
}

export function notSealed(periodId: string, state: string): Problem {
  const detail = `${periodId} is ${state} and its plays are not sealed; ask again after its cutoff`;
  return problem(409, 'period-not-sealed', detail);
}

export function alreadyFrozen(periodId: string, state: string): Problem {
  const detail = `${periodId} is ${state} and has a rate of its own; GET /v1/periods/${periodId} shows it`;
  return problem(409, 'period-already-frozen', detail);
}
