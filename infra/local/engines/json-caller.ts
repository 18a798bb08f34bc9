import { z } from 'zod';

export type JsonAnswer =
  | { readonly kind: 'answered'; readonly output: unknown }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** Asks an engine's own port in AWS's JSON; a refusal is a value. */
export type JsonCaller = (operation: string, input: Readonly<Record<string, unknown>>) => Promise<JsonAnswer>;

const refusal = z.object({ __type: z.string(), message: z.string().optional() });

/** `target`: the operations' prefix on the wire, e.g. `Kinesis_20131202`; `scope`: the service that the signature names. */
export function createJsonCaller(
  endpoint: string,
  { target, scope, version }: { readonly target: string; readonly scope: string; readonly version: '1.0' | '1.1' },
): JsonCaller {
  const authorization = `AWS4-HMAC-SHA256 Credential=local/${scope}, SignedHeaders=host, Signature=local`;
  return async (operation, input) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': `application/x-amz-json-${version}`,
        'x-amz-target': `${target}.${operation}`,
        'x-amz-date': '20250101T000000Z',
        authorization,
      },
      body: JSON.stringify(input),
    });
    const text = await response.text();
    const output: unknown = text === '' ? {} : JSON.parse(text);
    if (response.ok) return { kind: 'answered', output };
    const { __type: type, message = '' } = refusal.parse(output);
    return { kind: 'refused', code: type.split('#').at(-1) ?? type, message };
  };
}
