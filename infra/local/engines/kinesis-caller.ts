import { z } from 'zod';

export type KinesisAnswer =
  | { readonly kind: 'answered'; readonly output: unknown }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** Asks the engine's own port in Kinesis's JSON; a refusal is a value. */
export type KinesisCaller = (operation: string, input: Readonly<Record<string, unknown>>) => Promise<KinesisAnswer>;

const refusal = z.object({ __type: z.string(), message: z.string().optional() });
const AUTHORIZATION = 'AWS4-HMAC-SHA256 Credential=local/kinesis, SignedHeaders=host, Signature=local';

export function createKinesisCaller(endpoint: string): KinesisCaller {
  return async (operation, input) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Kinesis_20131202.${operation}`,
        'x-amz-date': '20250101T000000Z',
        authorization: AUTHORIZATION,
      },
      body: JSON.stringify(input),
    });
    const text = await response.text();
    const output: unknown = text === '' ? {} : JSON.parse(text);
    if (response.ok) return { kind: 'answered', output };
    const { __type: code, message = '' } = refusal.parse(output);
    return { kind: 'refused', code, message };
  };
}
