import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { LocalCloud } from '#infra/local/local-cloud';
import { clientOptions } from '#test/support/local-cloud';

const dropPage = z.object({
  items: z.array(
    z.object({
      drop_id: z.string(),
      kind: z.string(),
      key: z.string(),
      status: z.string(),
      counts: z.record(z.string(), z.number()),
      errors: z.array(z.object({ code: z.string(), message: z.string(), line: z.number().optional() })),
      warnings: z.array(z.object({ code: z.string(), message: z.string() })),
      dropped_at: z.string(),
      duplicate_of: z.string().optional(),
      link: z.object({ type: z.string(), id: z.string() }).optional(),
    }),
  ),
  next_cursor: z.string().nullable(),
});

export type ListedDrop = z.infer<typeof dropPage>['items'][number];

interface Call {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly role?: string;
  readonly holder?: string;
  /** Who asks; one person of that role unless told. */
  readonly subject?: string;
}

/** What a person at operations does: drop a file, wait, look what became of it. */
export function dropsDesk(cloud: LocalCloud) {
  const s3 = new S3Client(clientOptions(cloud));

  async function token(role: string, holder?: string, subject?: string): Promise<string> {
    const answer = await fetch(`${cloud.apiEndpoint}/_local/token`, {
      method: 'POST',
      body: JSON.stringify({ role, holder, subject }),
    });
    return z.object({ token: z.string() }).parse(await answer.json()).token;
  }

  async function call(path: string, init: Call = {}) {
    const { role = 'ops', holder, subject, headers, ...rest } = init;
    const answer = await fetch(`${cloud.apiEndpoint}${path}`, {
      ...rest,
      headers: { authorization: `Bearer ${await token(role, holder, subject)}`, ...headers },
    });
    return { status: answer.status, body: (await answer.json()) as unknown };
  }

  async function list(prefix: string): Promise<readonly ListedDrop[]> {
    const { body } = await call(`/v1/drops?prefix=${encodeURIComponent(prefix)}&limit=500`);
    return dropPage.parse(body).items;
  }

  async function put(key: string, body: string | Uint8Array): Promise<void> {
    await s3.send(new PutObjectCommand({ Bucket: 'royalty-drops', Key: key, Body: body }));
  }

  return {
    s3,
    call,
    list,
    put,
    /** Drops one file and answers its newest record once nothing is in flight. */
    async drop(key: string, body: string | Uint8Array): Promise<ListedDrop | undefined> {
      await put(key, body);
      await cloud.untilIdle();
      return (await list(key))[0];
    },
  };
}
