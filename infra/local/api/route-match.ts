import type { Route } from '#infra/local/api/api-model';

export interface RouteMatch {
  readonly route: Route;
  /** Decoded; empty when the route has none. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Candidate extends RouteMatch {
  /** Greater wins: literal segments before variables before `{proxy+}`, a named method before ANY. */
  readonly rank: readonly number[];
}

/** The route that API Gateway would choose for a method and an encoded path, `undefined` when none fits. */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch | undefined {
  const segments = path.split('/').slice(1);
  const candidates = routes.flatMap((route) => candidateOf(route, method, segments) ?? []);
  const best = candidates.sort((a, b) => compareRanks(b.rank, a.rank))[0];
  if (best !== undefined) return best;
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');
  return fallback && { route: fallback, pathParameters: {} };
}

function candidateOf(route: Route, method: string, segments: readonly string[]): Candidate | undefined {
  const [wantedMethod = '', template] = route.routeKey.split(' ');
  if (template === undefined || (wantedMethod !== 'ANY' && wantedMethod !== method)) return undefined;
  const pathParameters: Record<string, string> = {};
  const rank: number[] = [];
  const wanted = template.split('/').slice(1);
  for (const [position, part] of wanted.entries()) {
    const variable = /^\{(.+?)(\+?)\}$/.exec(part);
    const [, name = '', greedy = ''] = variable ?? [];
    const actual = segments[position];
    if (greedy === '+') {
      const rest = segments.slice(position).join('/');
      if (rest === '') return undefined;
      pathParameters[name] = decodePath(rest);
      return { route, pathParameters, rank: [...rank, 0, wantedMethod === 'ANY' ? 0 : 1] };
    }
    if (actual === undefined || (variable === null ? decodePath(actual) !== part : actual === '')) return undefined;
    if (variable !== null) pathParameters[name] = decodePath(actual);
    rank.push(variable === null ? 2 : 1);
  }
  if (wanted.length !== segments.length) return undefined;
  return { route, pathParameters, rank: [...rank, 3, wantedMethod === 'ANY' ? 0 : 1] };
}

/** The percent-decoded text, or the text itself where it is not well-formed. */
export function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function compareRanks(left: readonly number[], right: readonly number[]): number {
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
