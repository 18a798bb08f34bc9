import { Tracer } from '@aws-lambda-powertools/tracer';

/** X-Ray; `POWERTOOLS_TRACE_ENABLED=false` in the function's environment turns it off, and nothing else does. */
export const tracer = new Tracer({ serviceName: process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'pennywhistle' });
