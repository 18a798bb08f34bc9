import { Logger } from '@aws-lambda-powertools/logger';
import { maskSecrets } from '#platform/masking';

/** The structured log of this function; amounts, names, emails and bank details are masked on the way out. */
export const logger = new Logger({
  serviceName: process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'pennywhistle',
  jsonReplacerFn: maskSecrets,
});
