import type { AwsRequest, Engine } from '#infra/local/engine';
import type { ScheduleBook } from '#infra/local/events/schedule-book';
import { type JsonRecord, recordOf } from '#infra/local/json';
import { AwsError } from '#infra/local/wire/aws-error';
import { answer, answerError, readBody } from '#infra/local/wire/json-protocol';

const JSON_TYPE = 'application/json';

/** EventBridge Scheduler (REST): create, update, get, list, delete schedules. */
export function createSchedulerEngine(book: ScheduleBook): Engine {
  const respond = async (request: AwsRequest): Promise<JsonRecord> => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const name = decodeURIComponent(/^\/schedules\/([^/]+)$/.exec(path)?.[1] ?? '');
    if (request.method === 'GET' && /^\/schedules\/?$/.test(path)) return { Schedules: book.list().map(summary) };
    if (name === '')
      throw new AwsError(
        'UnknownOperationException',
        `The local cloud does not serve scheduler ${request.method} ${path}`,
        404,
      );
    switch (request.method) {
      case 'POST':
        if (book.find(name) !== undefined)
          throw new AwsError('ConflictException', `Schedule ${name} already exists.`, 409);
        return { ScheduleArn: book.put(name, bodyOf(await readBody(request))).arn };
      case 'PUT':
        existing(name);
        return { ScheduleArn: book.put(name, bodyOf(await readBody(request))).arn };
      case 'DELETE':
        existing(name);
        book.remove(name);
        return {};
      default:
        return { ...existing(name).properties, Name: name, Arn: existing(name).arn, GroupName: 'default' };
    }
  };
  const existing = (name: string) => {
    const found = book.find(name);
    if (found !== undefined) return found;
    throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
  };
  return {
    scopes: ['scheduler'],
    async handle(request, response) {
      try {
        answer(response, 200, JSON_TYPE, await respond(request));
      } catch (error) {
        answerError(response, JSON_TYPE, error);
      }
    },
    stop: async () => book.close(),
  };
}

function bodyOf(body: Buffer): JsonRecord {
  try {
    return recordOf(JSON.parse(body.toString()));
  } catch {
    throw new AwsError('ValidationException', 'The body is not JSON');
  }
}

function summary({ name, arn, properties }: ReturnType<ScheduleBook['list']>[number]): JsonRecord {
  return {
    Name: name,
    Arn: arn,
    GroupName: 'default',
    State: properties['State'] ?? 'ENABLED',
    Target: { Arn: recordOf(properties['Target'])['Arn'] },
  };
}
