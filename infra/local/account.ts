/** The one account and region of the local cloud (interfaces.md). */
export const ACCOUNT_ID = '000000000000';
export const REGION = 'us-east-1';

/** What the functions sign with. Any other credentials are taken as well, but their secret is nobody's to know. */
export const FUNCTION_CREDENTIALS = {
  accessKeyId: 'local-function',
  secretAccessKey: 'signed-by-a-local-function',
} as const;

/**
 * The physical name in any way a resource is referred to: a plain name, an ARN, or an ARN with a version or an alias
 * (`arn:aws:lambda:us-east-1:000000000000:function:AcceptDrop:live` → `AcceptDrop`).
 */
export function nameFromArn(nameOrArn: string): string {
  if (!nameOrArn.startsWith('arn:')) return nameOrArn.split(':')[0] ?? nameOrArn;
  const [, , service = '', , , ...rest] = nameOrArn.split(':');
  const [first = '', second = ''] = rest;
  if (service === 'lambda' || service === 'states') return second;
  const path = first.split('/');
  return service === 'dynamodb' || service === 'kinesis' ? (path[1] ?? first) : (path.at(-1) ?? first);
}

/** The service of an ARN, e.g. `sqs`; empty for anything else. */
export function serviceOfArn(arn: string): string {
  return arn.startsWith('arn:') ? (arn.split(':')[2] ?? '') : '';
}
