import { randomUUID } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { LocalCloud } from '#infra/local/local-cloud';
import { dropsDesk } from '#test/support/drops-desk';

const report = z.looseObject({
  report_id: z.string(),
  status: z.string(),
  drop_id: z.string(),
  failure: z.string().nullable(),
  factor: z.string().nullable(),
  factors: z.array(z.looseObject({ original_currency: z.string() })),
  superseded_by: z.string().nullable(),
  supersedes: z.string().nullable(),
  attempt: z.number(),
  waiting_for: z.looseObject({ kind: z.string() }).nullable(),
  errors: z.array(z.object({ type: z.string(), count: z.number() })),
  counts: z.record(z.string(), z.number()),
  totals: z.record(z.string(), z.array(z.looseObject({ currency: z.string(), amount: z.string() }))),
});

export type ReportAnswer = z.infer<typeof report>;

/** Whom a call comes from. */
export interface Person {
  readonly role: string;
  readonly subject?: string;
}

const answered = z.record(z.string(), z.unknown());

const CATALOG = 'isrc,title,artist,release_id,release_title,upc,release_type,label,owner_id';
const HOLDERS = 'holder_id,name,kind,currency,country,commission_rate,plan,payout_method,payout_threshold';

/** What a person does with reports: drop one, state what arrived, look at balances. */
export function reportDesk(cloud: LocalCloud) {
  const desk = dropsDesk(cloud);

  async function write(method: 'POST' | 'PUT', path: string, body: object, { role, subject }: Person) {
    const headers = { 'idempotency-key': randomUUID(), 'content-type': 'application/json' };
    const answer = await desk.call(path, {
      method,
      body: JSON.stringify(body),
      headers,
      role,
      ...(subject !== undefined && { subject }),
    });
    await cloud.untilIdle();
    return { status: answer.status, body: answered.parse(answer.body) };
  }
  const post = (path: string, body: object, person: Person = { role: 'ops' }) => write('POST', path, body, person);

  async function get(reportId: string): Promise<ReportAnswer> {
    const answer = await desk.call(`/v1/reports/${reportId}`);
    return report.parse(answer.body);
  }

  async function dropReport(key: string, body: string | Uint8Array, sheetId?: string): Promise<ReportAnswer> {
    const Metadata = sheetId === undefined ? undefined : { 'sheet-id': sheetId };
    await desk.s3.send(
      new PutObjectCommand({ Bucket: 'royalty-drops', Key: key, Body: body, ...(Metadata && { Metadata }) }),
    );
    await cloud.untilIdle();
    const [drop] = await desk.list(key);
    const listed = await desk.call('/v1/reports?limit=500');
    const own = z
      .looseObject({ items: z.array(report) })
      .parse(listed.body)
      .items.find((one) => one.drop_id === drop?.drop_id);
    return get(own?.report_id ?? drop?.link?.id ?? 'none');
  }

  return {
    ...desk,
    post,
    putMapping: (provider: string, body: object) =>
      write('PUT', `/v1/providers/${provider}/mapping`, body, { role: 'ops' }),
    get,
    dropReport,
    async catalog(rows: readonly string[]): Promise<void> {
      await desk.drop(`catalog/${randomUUID()}.csv`, [CATALOG, ...rows].join('\n'));
    },
    async holders(rows: readonly string[]): Promise<void> {
      await desk.drop(`holders/${randomUUID()}.csv`, [HOLDERS, ...rows].join('\n'));
    },
    async remit(reportId: string, amount: string, currency = 'USD'): Promise<ReportAnswer> {
      const answer = await post(`/v1/reports/${reportId}/remittance`, { amount, currency });
      if (answer.status !== 202) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
      return get(reportId);
    },
    async trialBalance(): Promise<readonly { currency: string; difference: string }[]> {
      const { body } = await desk.call('/v1/ledger/trial-balance', { role: 'auditor' });
      return z
        .looseObject({ currencies: z.array(z.looseObject({ currency: z.string(), difference: z.string() })) })
        .parse(body).currencies;
    },
  };
}
