import { afterAll, beforeAll, expect, it } from 'vitest';
import { aLakeDesk, type LakeDesk } from '#test/support/lake-desk';

const grown = {
  type: 'AWS::Glue::Table',
  name: 'grown',
  properties: {
    DatabaseName: 'royalty_lake',
    TableInput: {
      Name: 'grown',
      StorageDescriptor: {
        Columns: [
          { Name: 'line', Type: 'bigint' },
          { Name: 'added_later', Type: 'string' },
        ],
        Location: 's3://royalty-lake/grown/',
        SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
      },
    },
  },
};
let desk: LakeDesk;
beforeAll(async () => {
  desk = await aLakeDesk([grown]);
});
afterAll(() => desk.close());

it('a query sees the columns that a file gained or lost since the last one by being written again', async () => {
  const write = (columns: string) =>
    desk.parquet('grown/rows.parquet', `select * from (values (7, 'late')) t(${columns})`);
  const rows = () => desk.queries().rows('select line, added_later from grown');

  await write('line, other');
  expect(await rows()).toEqual([{ line: '7', added_later: '' }]);
  expect(await rows()).toEqual([{ line: '7', added_later: '' }]);
  await write('line, added_later');
  expect(await rows()).toEqual([{ line: '7', added_later: 'late' }]);
  await write('other, added_later');
  expect(await rows()).toEqual([{ line: '', added_later: 'late' }]);
});
