import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy, { type MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Clock } from '#kernel/time/clock';
import { systemClock } from '#platform/clock';
import { logger } from '#platform/logger';
import { metrics } from '#platform/metrics';
import { tracer } from '#platform/tracer';

/** What every handler is given beside its input. */
export interface HandlerTools {
  readonly clock: Clock;
  /** The id that ties log lines, journal transactions and events of one cause together. */
  readonly correlationId: string;
  readonly context: Context;
}

/**
 * The one way to make a Lambda handler; `httpHandler`, `taskHandler` and `queueHandler` stand on it. Adds the
 * correlation id, masked logs, metrics and the trace. An error is logged once and thrown on, name and all.
 */
export function makeHandler<Event, Result>(run: (event: Event, tools: HandlerTools) => Promise<Result>) {
  const base = async (event: Event, context: Context) =>
    run(event, { clock: systemClock, correlationId: correlationIdOf(event, context), context });
  // Lambda ends a call at its timeout for good; middy would answer early and leave it running into the next one.
  return middy<Event, Result>(base, { timeoutEarlyInMillis: 0 })
    .use(captureLambdaHandler(tracer, { captureResponse: false }))
    .use(observe());
}

function observe(): MiddlewareObj {
  return {
    before: ({ event, context }) => {
      logger.resetKeys();
      logger.addContext(context);
      logger.appendKeys({ correlation_id: correlationIdOf(event, context) });
    },
    // Middy takes anything that a hook returns for the answer, so these return nothing.
    after: () => {
      flushMetrics();
    },
    onError: ({ error }) => {
      logger.error('The call failed', error instanceof Error ? error : new Error(String(error)));
      flushMetrics();
    },
  };
}

/** Flushing nothing would print a warning at every call. */
function flushMetrics(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

const SAFE_ID = /^[\w.:/-]{1,128}$/;

/** Header `x-correlation-id`, else the event's `correlation_id` or `drop_id`, else the request's own id. */
function correlationIdOf(event: unknown, context: Context): string {
  const known = event as {
    headers?: Record<string, unknown>;
    requestContext?: { requestId?: unknown };
    correlation_id?: unknown;
    drop_id?: unknown;
  } | null;
  const candidates = [
    known?.headers?.['x-correlation-id'],
    known?.correlation_id,
    known?.drop_id,
    known?.requestContext?.requestId,
  ];
  const found = candidates.find((candidate) => typeof candidate === 'string' && SAFE_ID.test(candidate));
  return typeof found === 'string' ? found : context.awsRequestId;
}
