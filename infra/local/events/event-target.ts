import { isRecord, type JsonRecord, listOf, numberOf, recordOf, textAt, textOf } from '#infra/local/json';

/** Where a rule or a schedule sends. */
export interface EventTarget {
  readonly id: string;
  readonly arn: string;
  /** A constant input, JSON text. */
  readonly input?: string;
  readonly inputPath?: string;
  readonly transformer?: { readonly paths: Readonly<Record<string, string>>; readonly template: string };
  /** The group of a FIFO queue's message. */
  readonly groupId?: string;
  readonly deadLetterQueueArn?: string;
  readonly retriesMax: number;
  readonly ageSecondsMax: number;
}

const DEFAULT_RETRIES = 185;
const ONE_DAY_SECONDS = 86_400;

/** Reads a rule's or a schedule's target; throws when it has no ARN. */
export function parseTarget(value: unknown, owner: string): EventTarget {
  const target = recordOf(value);
  const transformer = target['InputTransformer'];
  const retry = recordOf(target['RetryPolicy']);
  const groupId = textOf(recordOf(target['SqsParameters'])['MessageGroupId']);
  const deadLetterQueueArn = textOf(recordOf(target['DeadLetterConfig'])['Arn']);
  return {
    id: textOf(target['Id']) ?? 'target',
    arn: textAt(target, 'Arn', `The target of ${owner}`),
    ...(typeof target['Input'] === 'string' ? { input: target['Input'] } : {}),
    ...(typeof target['InputPath'] === 'string' ? { inputPath: target['InputPath'] } : {}),
    ...(isRecord(transformer) ? { transformer: parseTransformer(transformer, owner) } : {}),
    ...(groupId === undefined ? {} : { groupId }),
    ...(deadLetterQueueArn === undefined ? {} : { deadLetterQueueArn }),
    retriesMax: numberOf(retry['MaximumRetryAttempts']) ?? DEFAULT_RETRIES,
    ageSecondsMax: numberOf(retry['MaximumEventAgeInSeconds']) ?? ONE_DAY_SECONDS,
  };
}

function parseTransformer(
  transformer: JsonRecord,
  owner: string,
): { readonly paths: Readonly<Record<string, string>>; readonly template: string } {
  const paths = Object.entries(recordOf(transformer['InputPathsMap'])).map(
    ([name, path]) => [name, textOf(path) ?? ''] as const,
  );
  return {
    paths: Object.fromEntries(paths),
    template: textAt(transformer, 'InputTemplate', `The input transformer of ${owner}`),
  };
}

/** What a target receives of an event: the whole of it, a part, a constant, or a template filled in. */
export function targetInput(target: EventTarget, event: unknown): unknown {
  if (target.input !== undefined) return parsedOrText(target.input);
  if (target.inputPath !== undefined) return atPath(event, target.inputPath);
  if (target.transformer === undefined) return event;
  const { paths, template } = target.transformer;
  const filled = template.replaceAll(
    /("?)<([A-Za-z0-9_.-]+)>("?)/g,
    (_, opening: string, name: string, closing: string) => {
      const value =
        name === 'aws.events.event.json' || name === 'aws.events.event' ? event : atPath(event, paths[name] ?? '');
      const isQuoted = opening === '"' && closing === '"';
      // A text keeps the template's quotes; anything else is JSON in its own right.
      if (typeof value === 'string')
        return isQuoted
          ? JSON.stringify(value)
          : `${opening}${insideText(template) ? value : JSON.stringify(value)}${closing}`;
      return isQuoted ? JSON.stringify(value ?? null) : `${opening}${JSON.stringify(value ?? null)}${closing}`;
    },
  );
  return parsedOrText(filled);
}

/** A template that is one JSON text, such as `"Drop <key> arrived"`, takes values as they are. */
const insideText = (template: string) => template.trimStart().startsWith('"');

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `$.detail.object.key`, and `$.resources[0]`. */
function atPath(event: unknown, path: string): unknown {
  const steps = path
    .replace(/^\$\.?/, '')
    .split(/[.[\]]+/)
    .filter((step) => step !== '');
  return steps.reduce<unknown>(
    (value, step) => (Array.isArray(value) ? listOf(value)[Number(step)] : recordOf(value)[step]),
    event,
  );
}
