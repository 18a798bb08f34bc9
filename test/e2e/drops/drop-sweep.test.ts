import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { synthesizeProject } from '#infra/local/template/synthesize';
import { dropsDesk } from '#test/support/drops-desk';
import { startTestCloud } from '#test/support/local-cloud';

let cloud: LocalCloud;

beforeAll(async () => {
  const { templates } = await synthesizeProject();
  // Without the rule, no event reaches the queue: every one of them is lost.
  const deaf = structuredClone(Object.fromEntries(templates)) as Record<
    string,
    { Resources: Record<string, { Type: string; Properties?: { EventPattern?: unknown } }> }
  >;
  for (const { Resources } of Object.values(deaf))
    for (const [name, { Type, Properties }] of Object.entries(Resources))
      if (Type === 'AWS::Events::Rule' && Properties?.EventPattern !== undefined) delete Resources[name];
  cloud = await startTestCloud({ templates: deaf });
});

afterAll(() => cloud.stop());

it('a drop whose event was lost is accepted by the hourly sweep', async () => {
  const desk = dropsDesk(cloud);
  const unheard = await desk.drop('plans/unheard.csv', 'plan,commission_rate\nindie,0.15\n');

  await cloud.advanceClock('2025-05-01T02:30:00Z');
  await cloud.untilIdle();

  expect(unheard).toBeUndefined();
  expect(await desk.list('plans/')).toMatchObject([{ status: 'completed', counts: { created: 1 } }]);
});
