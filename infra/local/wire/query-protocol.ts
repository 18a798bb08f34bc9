import { randomUUID } from 'node:crypto';
import type { AwsResponse, Engine } from '#infra/local/engine';
import { isRecord, type JsonRecord } from '#infra/local/json';
import { AwsError } from '#infra/local/wire/aws-error';
import { answer, type JsonService, readBody } from '#infra/local/wire/json-protocol';

export interface QueryService extends JsonService {
  readonly namespace: string;
  /** Names of the request's flattened lists → members of the operation's input. */
  readonly lists: Readonly<Record<string, string>>;
  /** Members of the answer that are lists or maps → the name of one element. */
  readonly elements: Readonly<Record<string, string>>;
}

/** An engine that speaks AWS's query protocol: a form in, XML out. */
export function createQueryEngine({ scopes, operations, stop, namespace, lists, elements }: QueryService): Engine {
  return {
    scopes,
    stop,
    async handle(request, response) {
      const form = new URLSearchParams(
        `${(request.url ?? '').split('?')[1] ?? ''}&${(await readBody(request)).toString()}`,
      );
      const name = form.get('Action') ?? '';
      try {
        const operation = operations[name];
        if (operation === undefined) {
          throw new AwsError(
            'InvalidAction',
            `The local cloud does not serve ${scopes[0]}:${name}; it serves ${Object.keys(operations).join(', ')}`,
          );
        }
        const result = await operation(inputOf(form, lists));
        const body = isRecord(result) ? membersXml(result, elements) : '';
        answer(
          response,
          200,
          'text/xml',
          `<${name}Response xmlns="${namespace}"><${name}Result>${body}</${name}Result>${requestIdXml()}</${name}Response>`,
        );
      } catch (error) {
        answerQueryError(response, error);
      }
    },
  };
}

/** Answers an AwsError as a query service would; anything else is a fault of the local cloud and says so. */
export function answerQueryError(response: AwsResponse, error: unknown): void {
  const { code, message, status } =
    error instanceof AwsError
      ? error
      : new AwsError('InternalFailure', `The local cloud failed: ${String(error)}`, 500);
  const body = `<Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
  answer(response, status, 'text/xml', `<ErrorResponse>${body}${requestIdXml()}</ErrorResponse>`);
}

const requestIdXml = () => `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;

/** `AttributeName.1=All&SendMessageBatchRequestEntry.1.Id=a` → `{AttributeNames: ['All'], Entries: [{Id: 'a'}]}`. */
function inputOf(form: URLSearchParams, lists: QueryService['lists']): JsonRecord {
  const input: Record<string, unknown> = {};
  const entries = new Map<string, Map<number, unknown>>();
  for (const [key, value] of form) {
    const match = /^([A-Za-z]+)\.(\d+)(?:\.(.+))?$/.exec(key);
    const list = lists[match?.[1] ?? ''];
    if (match === null || list === undefined) {
      input[key] = value;
      continue;
    }
    const places = entries.get(list) ?? new Map<number, unknown>();
    entries.set(list, places);
    const place = Number(match[2]);
    const member = match[3];
    const before = places.get(place);
    places.set(place, member === undefined ? value : { ...(isRecord(before) ? before : {}), [member]: value });
  }
  for (const [list, places] of entries)
    input[list] = [...places].toSorted(([left], [right]) => left - right).map(([, value]) => value);
  return input;
}

function membersXml(record: JsonRecord, elements: QueryService['elements']): string {
  return Object.entries(record)
    .map(([name, value]) => {
      const element = elements[name] ?? name;
      if (Array.isArray(value))
        return value.map((item) => `<${element}>${valueXml(item, elements)}</${element}>`).join('');
      if (isRecord(value) && element !== name) {
        return Object.entries(value)
          .map(
            ([key, text]) => `<${element}><Name>${key}</Name><Value>${valueXml(text, elements)}</Value></${element}>`,
          )
          .join('');
      }
      return value === undefined ? '' : `<${element}>${valueXml(value, elements)}</${element}>`;
    })
    .join('');
}

function valueXml(value: unknown, elements: QueryService['elements']): string {
  return isRecord(value) ? membersXml(value, elements) : escapeXml(String(value));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

const escapeXml = (text: string) => text.replaceAll(/[&<>"\r]/g, (letter) => ESCAPES[letter] ?? letter);
