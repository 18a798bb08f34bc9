import { ListQueryExecutionsCommand, StopQueryExecutionCommand } from '@aws-sdk/client-athena';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aLakeDesk, type LakeDesk } from '#test/support/lake-desk';

const LONG =
  'select count(*) as n from unnest(sequence(1, 40000)) a(x), unnest(sequence(1, 40000)) b(y) where x * y = 7';

describe('queries to Athena', () => {
  let desk: LakeDesk;

  beforeAll(async () => {
    desk = await aLakeDesk();
  });

  afterAll(() => desk.close());

  const executions = async () => (await desk.athena.send(new ListQueryExecutionsCommand({}))).QueryExecutionIds ?? [];

  it('answer rows by column name, with null as the empty text', async () => {
    const rows = await desk.queries().rows('select 1 as line, cast(null as varchar) as title, ? as label', {
      parameters: ["it's"],
    });

    expect(rows).toEqual([{ line: '1', title: '', label: "it's" }]);
  });

  it('answer every page', async () => {
    const rows = await desk.queries().rows('select x from unnest(sequence(1, 2500)) t(x) order by x');

    expect(rows).toHaveLength(2500);
    expect(rows.at(-1)).toEqual({ x: '2500' });
  });

  it('are one execution per token, text and parameters, however often they are asked', async () => {
    const before = await executions();
    const ask = (token: string, value: string) => desk.queries().rows('select ? as v', { parameters: [value], token });

    await ask('US_2025_04/1', 'a');
    await ask('US_2025_04/1', 'a');
    await ask('US_2025_04/1', 'b');
    await ask('US_2025_04/2', 'a');

    expect((await executions()).length - before.length).toBe(3);
  });

  it('unload a select and list every object with its size and etag', async () => {
    const select = 'select x, floor_div(x - 3, 2) as half from unnest(sequence(1, 4)) t(x)';
    const unload = () => desk.queries().unload(select, { to: 'halves/run=1/', token: 'halves/1' });

    const objects = await unload();
    const again = await unload();

    expect(objects).toEqual([
      { key: expect.stringMatching(/^halves\/run=1\//), bytes: expect.any(Number), etag: expect.stringMatching(/^"/) },
    ]);
    expect(again).toEqual(objects);
  });

  it('answer a select without rows with no object', async () => {
    const objects = await desk
      .queries()
      .unload('select 1 as x where 1 = 0', { to: 'nothing/run=1/', token: 'nothing/1' });

    expect(objects.filter(({ bytes }) => bytes > 4096)).toEqual([]);
  });

  it('refuse a target that holds something, with the reason', async () => {
    await desk.queries().unload('select 1 as x', { to: 'taken/run=1/', token: 'taken/1' });

    const second = desk.queries().unload('select 2 as x', { to: 'taken/run=1/', token: 'taken/2' });

    await expect(second).rejects.toMatchObject({
      name: 'QueryFailed',
      message: expect.stringMatching(/HIVE_PATH_ALREADY_EXISTS/),
    });
  });

  it('fail by name, with the query, its state and its reason, when SQL is wrong', async () => {
    await expect(desk.queries().rows('select nothing from nowhere')).rejects.toMatchObject({
      name: 'QueryFailed',
      message: expect.stringMatching(/^Athena query [0-9a-f-]{36} FAILED: TABLE_NOT_FOUND/),
    });
  });

  it('outlast their caller by name; asked again, the caller finds the same execution, and its cancellation', async () => {
    const ask = () => desk.queries(60).rows(LONG, { token: 'long/1' });

    await expect(ask()).rejects.toMatchObject({ name: 'QueryStillRunning' });
    const [id] = await executions();
    await expect(ask()).rejects.toMatchObject({ name: 'QueryStillRunning', message: expect.stringContaining(`${id}`) });
    await desk.athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));

    await expect(ask()).rejects.toMatchObject({
      name: 'QueryFailed',
      message: expect.stringMatching(/CANCELLED: Query cancelled by user/),
    });
  });
});
