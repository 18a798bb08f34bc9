import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { assertThat } from '#kernel/errors';
import { isLostRace } from '#platform/clients/lost-race';
import type { ContentClaim, ReportPage, ReportRegister, Sheet } from '#reports/ports';
import type { Remittance, Report, TimelineEvent } from '#reports/report';

/** Reports in the control table: `REPORT#<id>` with `HEAD`, `EVENT#…` and `REMITTANCE#…`, and their claims and sheets. */
export class DynamodbReportRegister implements ReportRegister {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async find(reportId: string): Promise<Report | undefined> {
    return (await this.#get(reportKey(reportId))) as Report | undefined;
  }

  async findContent(content: { provider: string; contentHash: string }): Promise<ContentClaim | undefined> {
    return (await this.#get(contentKey(content))) as ContentClaim | undefined;
  }

  async findSheet(sheet: { provider: string; sheetId: string }): Promise<Sheet> {
    return ((await this.#get(sheetKey(sheet))) as Sheet | undefined) ?? { reportIds: [], revision: 0 };
  }

  create(report: Report, event: TimelineEvent, sheetRevision: number): Promise<'created' | 'lost'> {
    const { reportId, dropId, attempt, provider, sheetId } = report;
    const claim: ContentClaim = { reportId, dropId, attempt };
    const writes = [
      this.#put(reportKey(reportId), headOf(report), 'attribute_not_exists(pk)'),
      this.#put(contentKey(report), claim, 'attribute_not_exists(pk) or attempt = :former', { former: attempt - 1 }),
      this.#put(eventKey(report, event), event),
    ];
    if (sheetId !== undefined) {
      const sheet: Sheet = { reportIds: [...report.sheetReports, reportId], revision: sheetRevision + 1 };
      const condition = sheetRevision === 0 ? 'attribute_not_exists(pk)' : 'revision = :former';
      const values = sheetRevision === 0 ? undefined : { former: sheetRevision };
      writes.push(this.#put(sheetKey({ provider, sheetId }), sheet, condition, values));
    }
    return this.#write(writes, 'created', 'lost');
  }

  save(report: Report, event?: TimelineEvent): Promise<'saved' | 'stale'> {
    const former = { former: report.revision - 1 };
    const writes = [this.#put(reportKey(report.reportId), headOf(report), 'revision = :former', former)];
    if (event !== undefined) writes.push(this.#put(eventKey(report, event), event));
    return this.#write(writes, 'saved', 'stale');
  }

  async events(reportId: string): Promise<readonly TimelineEvent[]> {
    return (await this.#under(reportId, 'EVENT#')) as readonly TimelineEvent[];
  }

  async remittances(reportId: string): Promise<readonly Remittance[]> {
    return (await this.#under(reportId, 'REMITTANCE#')) as readonly Remittance[];
  }

  stateRemittance(reportId: string, revision: number, remittance: Remittance): Promise<'saved' | 'stale'> {
    const { pk } = reportKey(reportId);
    const bump: TransactWriteItem = {
      Update: {
        TableName: this.#table,
        Key: marshall(reportKey(reportId)),
        UpdateExpression: 'set revision = :next',
        ConditionExpression: 'revision = :former and attribute_not_exists(sealed_remittances)',
        ExpressionAttributeValues: marshall({ ':former': revision, ':next': revision + 1 }),
      },
    };
    const put = this.#put({ pk, sk: `REMITTANCE#${remittance.originalCurrency}` }, remittance);
    return this.#write([bump, put], 'saved', 'stale');
  }

  /** Reads one more than the page takes, which tells whether there is a next one. */
  async list({ limit, cursor }: { limit: number; cursor?: string }): Promise<ReportPage> {
    const found: Report[] = [];
    let start = cursor === undefined ? undefined : startKeyOf(cursor);
    do {
      const answer = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          IndexName: 'gsi1',
          KeyConditionExpression: 'gsi1pk = :reports',
          ExpressionAttributeValues: { ':reports': { S: REPORTS } },
          ScanIndexForward: false,
          Limit: limit + 1 - found.length,
          ...(start !== undefined && { ExclusiveStartKey: start }),
        }),
      );
      for (const item of answer.Items ?? []) found.push(fromItem(unmarshall(item)) as unknown as Report);
      start = answer.LastEvaluatedKey;
    } while (start !== undefined && found.length <= limit);
    const reports = found.slice(0, limit);
    const last = reports.at(-1);
    return { reports, ...(found.length > limit && last !== undefined && { nextCursor: listPosition(last) }) };
  }

  async #get(key: { pk: string; sk: string }): Promise<unknown> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: marshall(key), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : fromItem(unmarshall(Item));
  }

  async #under(reportId: string, prefix: string): Promise<readonly unknown[]> {
    const found: unknown[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const answer = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'pk = :pk and begins_with(sk, :prefix)',
          ExpressionAttributeValues: marshall({ ':pk': reportKey(reportId).pk, ':prefix': prefix }),
          ConsistentRead: true,
          ...(start !== undefined && { ExclusiveStartKey: marshall(start) }),
        }),
      );
      for (const item of answer.Items ?? []) found.push(fromItem(unmarshall(item)));
      start = answer.LastEvaluatedKey === undefined ? undefined : unmarshall(answer.LastEvaluatedKey);
    } while (start !== undefined);
    return found;
  }

  #put(key: object, value: object, condition?: string, values?: Readonly<Record<string, unknown>>): TransactWriteItem {
    const named = Object.entries(values ?? {}).map(([name, one]) => [`:${name}`, one] as const);
    return {
      Put: {
        TableName: this.#table,
        Item: marshall({ ...key, ...toItem(value) }, { removeUndefinedValues: true }),
        ...(condition !== undefined && { ConditionExpression: condition }),
        ...(named.length > 0 && { ExpressionAttributeValues: marshall(Object.fromEntries(named)) }),
      },
    };
  }

  /** One transaction; a condition that fails, or a conflict with another writer, means that somebody was faster. */
  async #write<Done, Lost>(TransactItems: TransactWriteItem[], done: Done, lost: Lost): Promise<Done | Lost> {
    try {
      await this.#client.send(new TransactWriteItemsCommand({ TransactItems }));
      return done;
    } catch (error) {
      if (!isLostRace(error)) throw error;
      return lost;
    }
  }
}

const REPORTS = 'REPORTS';
const reportKey = (reportId: string) => ({ pk: `REPORT#${reportId}`, sk: 'HEAD' });
const contentKey = ({ provider, contentHash }: { provider: string; contentHash: string }) => ({
  pk: `REPORT#CONTENT#${provider}#${contentHash}`,
  sk: 'HEAD',
});
const sheetKey = ({ provider, sheetId }: { provider: string; sheetId: string }) => ({
  pk: `REPORT#SHEET#${provider}#${sheetId}`,
  sk: 'HEAD',
});
/** By revision, so that two events of one instant stand in the order in which they happened. */
const eventKey = ({ reportId, revision }: Report, { step }: TimelineEvent) => ({
  pk: reportKey(reportId).pk,
  sk: `EVENT#${String(revision).padStart(8, '0')}#${step}`,
});

function headOf(report: Report): object {
  return { ...report, gsi1pk: REPORTS, gsi1sk: listPosition(report) };
}

/** Where a report stands in the list; the part after the time is its id. */
function listPosition({ createdAt, reportId }: Report): string {
  return `${createdAt}#${reportId}`;
}

function startKeyOf(cursor: string) {
  const reportId = cursor.slice(cursor.indexOf('#') + 1);
  return marshall({ ...reportKey(reportId), gsi1pk: REPORTS, gsi1sk: cursor });
}

/** Names of counts are data, not attribute names. */
const VERBATIM = 'counts';

function toItem(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [snake(name), name === VERBATIM ? one : itemValue(one)]),
  );
}

function itemValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(itemValue);
  return typeof value === 'object' && value !== null ? toItem(value) : value;
}

function fromItem(item: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(item).filter(([name]) => !KEYS.has(name));
  assertThat(entries.length > 0, 'An item of the control table carries its keys only');
  return Object.fromEntries(entries.map(([name, one]) => [camel(name), name === VERBATIM ? one : plainValue(one)]));
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [camel(name), plainValue(one)]));
}

const KEYS = new Set(['pk', 'sk', 'gsi1pk', 'gsi1sk']);
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camel = (name: string) => name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
