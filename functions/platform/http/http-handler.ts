import type { z } from 'zod';
import type { Caller } from '#kernel/api/caller';
import { decodeCursor, encodeCursor } from '#kernel/api/cursor';
import { type Problem, problem } from '#kernel/api/problem';
import type { AnswerDeclarations, Route } from '#kernel/api/route';
import type { Clock } from '#kernel/time/clock';
import { type AnswerOf, answerOf, type HttpAnswer, problemAnswerOf } from '#platform/http/answer';
import { callerOf, refusalOf } from '#platform/http/caller';
import { type IntentOutcome, intentOf, oncePerKey } from '#platform/http/idempotency';
import { idempotencyTable } from '#platform/http/idempotency-table';
import { type HttpEvent, type RawRequest, rawRequestOf } from '#platform/http/request';
import { validate } from '#platform/http/validate';
import { logger } from '#platform/logger';
import { type HandlerTools, makeHandler } from '#platform/make-handler';

/** Where a list stands. The position is the step's own text; the cursor around it is bound to the query. */
export interface Page {
  /** The position after which this page starts; `undefined` on the first page. */
  readonly after: string | undefined;
  /** The `next_cursor` for the position of the last item given; `undefined` says that this is the last page. */
  nextCursor(position: string | undefined): string | null;
}

export interface HttpInput<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly correlationId: string;
  readonly page: Page;
  /**
   * On writes: the same for every repetition of one intent (subject, route, `Idempotency-Key`), unlike any other.
   * Derive the id of whatever the step creates from it; then a crash between effect and answer doubles nothing.
   */
  readonly intentId: string;
}

/**
 * The one way to answer a route: roles and holder, then `Idempotency-Key`, path, query and body, then `run`, which
 * returns one of the declared answers or a `problem(…)`. Anything thrown is a 500 that says nothing of the cause.
 */
export function httpHandler<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answers extends AnswerDeclarations,
>(
  route: Route<Params, Query, Body, Answers>,
  run: (
    input: HttpInput<z.output<Params>, z.output<Query>, z.output<Body>>,
  ) => Promise<AnswerOf<NoInfer<Answers>> | Problem>,
) {
  const handler = makeHandler(async (event: HttpEvent, tools): Promise<HttpAnswer> => {
    try {
      // The schemas have just proved what `run` is promised; the erased types of the pipeline cannot say so.
      return await answer(route, run as never, event, tools);
    } catch (error) {
      logger.error(`${route.operationId} failed`, error instanceof Error ? error : new Error(String(error)));
      return problemAnswerOf(route, faultOf(error, tools.correlationId), event.rawPath);
    }
  });
  return Object.assign(handler, { route });
}

type AnyRun = (input: HttpInput<unknown, unknown, unknown>) => Promise<Parameters<typeof answerOf>[1] | Problem>;

async function answer(route: Route, run: AnyRun, event: HttpEvent, tools: HandlerTools): Promise<HttpAnswer> {
  const refuse = (refusal: Problem) => problemAnswerOf(route, refusal, event.rawPath);
  const caller = callerOf(event);
  const request = rawRequestOf(event);
  // A refusal by role comes first, even before a malformed body: nothing is said to who may not ask.
  const refusal = refusalOf(route, caller, isProblem(request) ? emptyBodied(event) : request);
  if (refusal !== undefined) return refuse(refusal);
  if (isProblem(request)) return refuse(request);
  const intent = route.idempotent ? intentOf(route, caller, request) : undefined;
  if (intent !== undefined && isProblem(intent)) return refuse(intent);
  const valid = validate(route, request);
  if (isProblem(valid)) return refuse(valid);
  const page = pageOf(route, request);
  if (isProblem(page)) return refuse(page);

  const call = async (): Promise<HttpAnswer> => {
    const result = await run({
      ...valid,
      page,
      caller: caller ?? { subject: 'anonymous', roles: [] },
      clock: tools.clock,
      correlationId: tools.correlationId,
      intentId: intent?.id ?? '',
    });
    return isProblem(result) ? refuse(result) : answerOf(route, result);
  };
  if (intent === undefined) return call();
  const deadline = Date.parse(tools.clock.now()) + tools.context.getRemainingTimeInMillis();
  const outcome: IntentOutcome = await oncePerKey(idempotencyTable(), intent, { clock: tools.clock, deadline }, call);
  return outcome.kind === 'problem' ? refuse(outcome) : outcome.answer;
}

/** Errors that AWS, or the ledger among rivals, raises while it is busy; it has already been tried again. */
const BUSY =
  /Throttl|TooManyRequests|ProvisionedThroughputExceeded|RequestLimitExceeded|TransactionInProgress|SlowDown|LedgerBusy|QueryStillRunning/;

function faultOf(error: unknown, correlationId: string): Problem {
  const repeat = `It is recorded under ${correlationId}; repeat the call with the same Idempotency-Key.`;
  const isBusy = error instanceof Error && BUSY.test(error.name);
  return isBusy ? problem(503, 'busy', `Too much at once. ${repeat}`) : problem(500, 'internal', repeat);
}

function isProblem(value: object): value is Problem {
  return 'kind' in value && value.kind === 'problem';
}

function emptyBodied(event: HttpEvent): RawRequest {
  return { path: event.pathParameters ?? {}, query: event.queryStringParameters ?? {}, headers: {}, body: undefined };
}

function pageOf(route: Route, request: RawRequest): Page | Problem {
  const binding = { operationId: route.operationId, parameters: { ...request.path, ...request.query } };
  const nextCursor = (position: string | undefined) =>
    position === undefined ? null : encodeCursor(binding, position);
  const cursor = request.query['cursor'];
  if (cursor === undefined) return { after: undefined, nextCursor };
  const after = decodeCursor(binding, cursor);
  if (after !== undefined) return { after, nextCursor };
  const detail = 'is not a next_cursor of this query; take it from the answer before, with the same parameters';
  return problem(400, 'cursor-invalid', `query /cursor: ${detail}`, [{ in: 'query', pointer: '/cursor', detail }]);
}
