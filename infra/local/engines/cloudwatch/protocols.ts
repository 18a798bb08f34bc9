import { parse as parseQuery } from 'node:querystring';
import { gunzipSync } from 'node:zlib';
import { cbor, dateToTag } from '@smithy/core/cbor';
import type { AwsRequest, AwsResponse } from '#infra/local/engine';
import { headerOf, readBody, send } from '#infra/local/engines/wire';
import { isRecord, recordOf } from '#infra/local/json';
import type { AwsError } from '#infra/local/wire/aws-error';

/** A question in any of the three protocols that CloudWatch's clients speak, and the way to answer in the same. */
export interface Exchange {
  readonly operation: string;
  readonly input: unknown;
  answer(output: Readonly<Record<string, unknown>>): void;
  refuse(error: AwsError): void;
}

const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/';

/** Reads JSON 1.0 (SDK v3, the CLI of today), Smithy RPC v2 CBOR (newer clients) or query and XML (older ones). */
export async function readExchange(request: AwsRequest, response: AwsResponse): Promise<Exchange> {
  const raw = await readBody(request);
  const body = headerOf(request, 'content-encoding') === 'gzip' ? gunzipSync(raw) : raw;
  if (headerOf(request, 'smithy-protocol') === 'rpc-v2-cbor') return cborExchange(request, response, body);
  const contentType = headerOf(request, 'content-type') ?? '';
  if (contentType.startsWith('application/x-amz-json')) return jsonExchange(request, response, body, contentType);
  return queryExchange(response, body);
}

function jsonExchange(request: AwsRequest, response: AwsResponse, body: Buffer, contentType: string): Exchange {
  const headers = { 'content-type': contentType };
  return {
    operation: headerOf(request, 'x-amz-target')?.split('.').at(-1) ?? '',
    input: JSON.parse(body.toString() || '{}'),
    answer: (output) => send(response, 200, headers, JSON.stringify(output, datesAsSeconds)),
    refuse: ({ code, status, message }) =>
      send(
        response,
        status,
        { ...headers, 'x-amzn-query-error': `${code};Sender` },
        JSON.stringify({ __type: code, message }),
      ),
  };
}

// `toJSON` has made a text of a Date before the replacer sees it, so the holder is asked.
function datesAsSeconds(this: unknown, key: string, value: unknown): unknown {
  const original = recordOf(this)[key];
  return original instanceof Date ? original.getTime() / 1000 : value;
}

function cborExchange(request: AwsRequest, response: AwsResponse, body: Buffer): Exchange {
  const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };
  return {
    operation: (request.url ?? '').split('?')[0]?.split('/').at(-1) ?? '',
    input: body.length === 0 ? {} : untagged(cbor.deserialize(body)),
    answer: (output) => send(response, 200, headers, cbor.serialize(tagged(output))),
    refuse: ({ code, status, message }) =>
      send(
        response,
        status,
        { ...headers, 'x-amzn-query-error': `${code};Sender` },
        cbor.serialize({ __type: code, message }),
      ),
  };
}

const EPOCH_TAG = 1;

function tagged(value: unknown): unknown {
  if (value instanceof Date) return dateToTag(value);
  if (Array.isArray(value)) return value.map(tagged);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([name, member]) => [name, tagged(member)]));
}

function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (!isRecord(value)) return value;
  if (value['tag'] === EPOCH_TAG) return value['value'];
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, untagged(member)]));
}

function queryExchange(response: AwsResponse, body: Buffer): Exchange {
  const members = parseQuery(body.toString());
  const operation = String(members['Action'] ?? '');
  const headers = { 'content-type': 'text/xml' };
  return {
    operation,
    input: nested(Object.entries(members).map(([name, value]) => [name.split('.'), String(value)])),
    answer(output) {
      const result = `<${operation}Result>${xmlOf(output)}</${operation}Result>`;
      send(response, 200, headers, `<${operation}Response xmlns="${NAMESPACE}">${result}</${operation}Response>`);
    },
    refuse: ({ code, status, message }) =>
      send(
        response,
        status,
        headers,
        `<ErrorResponse><Error>${xmlOf({ Code: code, Message: message })}</Error></ErrorResponse>`,
      ),
  };
}

/** `A.member.1.B=x` becomes `{A: [{B: 'x'}]}`. */
function nested(entries: readonly (readonly [readonly string[], string])[]): unknown {
  const [first] = entries;
  if (entries.length === 1 && first?.[0].length === 0) return first[1];
  const groups = Map.groupBy(entries, ([path]) => path[0] ?? '');
  const inner = (group: readonly (readonly [readonly string[], string])[]) =>
    nested(group.map(([path, value]) => [path.slice(1), value] as const));
  const list = groups.get('member');
  if (list !== undefined && groups.size === 1) {
    const items = Map.groupBy(list, ([path]) => Number(path[1]));
    return [...items]
      .sort(([left], [right]) => left - right)
      .map(([, group]) => nested(group.map(([path, value]) => [path.slice(2), value] as const)));
  }
  return Object.fromEntries([...groups].map(([name, group]) => [name, inner(group)]));
}

function xmlOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${xmlOf(item)}</member>`).join('');
  if (value instanceof Date) return value.toISOString();
  if (isRecord(value))
    return Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => `<${name}>${xmlOf(member)}</${name}>`)
      .join('');
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
