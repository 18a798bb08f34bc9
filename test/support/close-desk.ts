import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { LocalCloud } from '#infra/local/local-cloud';
import { dropsDesk } from '#test/support/drops-desk';

const period = z.looseObject({
  period_id: z.string(),
  state: z.string(),
  waiting_for: z.string().nullable(),
  policy: z.string(),
  attempt: z.number(),
  timeline: z.array(z.looseObject({ step: z.string(), note: z.string(), actor: z.string().nullable() })),
  approval: z.looseObject({ digest: z.string() }).nullable(),
});

export type PeriodAnswer = z.infer<typeof period>;

/** What a person does with country-periods: ask for a close, look how far it came, approve it. */
export function closeDesk(cloud: LocalCloud) {
  const desk = dropsDesk(cloud);

  async function post(path: string, body: object, person: { readonly role?: string; readonly subject?: string } = {}) {
    const headers = { 'idempotency-key': randomUUID(), 'content-type': 'application/json' };
    const answer = await desk.call(path, { method: 'POST', body: JSON.stringify(body), headers, ...person });
    return { status: answer.status, body: z.record(z.string(), z.unknown()).parse(answer.body) };
  }

  return {
    ...desk,
    post,
    close: (periodId: string, policy = 'pro_rata') => post(`/v1/periods/${periodId}/close`, { policy }),
    async period(periodId: string): Promise<PeriodAnswer> {
      const { body } = await desk.call(`/v1/periods/${periodId}`);
      return period.parse(body);
    },
    /** Moves the clock and waits until nothing is in flight. */
    async until(instant: string): Promise<void> {
      await cloud.untilIdle();
      await cloud.advanceClock(instant);
      await cloud.untilIdle();
    },
  };
}
