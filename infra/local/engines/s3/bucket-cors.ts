import { z } from 'zod';
import type { AwsRequest, AwsResponse } from '#infra/local/engine';
import { send } from '#infra/local/engines/wire';
import { headerOf } from '#infra/local/wire/json-protocol';

/** One `CorsRule` of a bucket. */
export interface CorsRule {
  readonly AllowedOrigins: readonly string[];
  readonly AllowedMethods: readonly string[];
  readonly AllowedHeaders: readonly string[];
  readonly MaxAge?: number | undefined;
}

const texts = z.array(z.string());
export const corsConfiguration = z.object({
  CorsRules: z.array(
    z.object({
      AllowedOrigins: texts,
      AllowedMethods: texts,
      AllowedHeaders: texts.default([]),
      MaxAge: z.coerce.number().optional(),
    }),
  ),
});

/**
 * Answers a preflight request, or adds what the real request's answer needs. `true`: answered. Loopback is one place
 * whatever its name and port, since the console's own address here is whichever port was free.
 */
export function answerCors(request: AwsRequest, response: AwsResponse, rules: readonly CorsRule[]): boolean {
  const origin = headerOf(request, 'origin');
  if (origin === undefined) return false;
  const asked = request.method === 'OPTIONS' ? headerOf(request, 'access-control-request-method') : request.method;
  const rule = rules.find(
    ({ AllowedOrigins, AllowedMethods }) =>
      AllowedMethods.includes(asked ?? '') && AllowedOrigins.some((allowed) => isSame(allowed, origin)),
  );
  if (rule !== undefined) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('vary', 'Origin');
  }
  if (request.method !== 'OPTIONS') return false;
  if (rule === undefined) {
    send(response, 403, {});
    return true;
  }
  send(response, 200, {
    'access-control-allow-methods': rule.AllowedMethods.join(', '),
    'access-control-allow-headers': rule.AllowedHeaders.join(', '),
    'access-control-max-age': String(rule.MaxAge ?? 0),
  });
  return true;
}

function isSame(allowed: string, origin: string): boolean {
  return allowed === '*' || allowed === origin || (isLoopback(allowed) && isLoopback(origin));
}

function isLoopback(origin: string): boolean {
  return /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin);
}
