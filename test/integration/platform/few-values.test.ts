import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { createFewValuesTable, fewValues } from '#platform/clients/duckdb-few-values';

const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();

it.each([
  ['no rows', 0, 'VARCHAR'],
  ['few values', 2000, 'ENUM'],
  ['many values', 2001, 'VARCHAR'],
])('a table of %s has the same texts, as an enumeration where that gains', async (name, count, type) => {
  const table = name.replaceAll(' ', '_');
  const select = `select 'It''s ' || n as value, n from range(${count}) as numbers (n)`;

  await createFewValuesTable(connection, table, { select, texts: ['value'] });

  const same = await connection.runAndReadAll(`select count(*), count(*) filter (value = 'It''s ' || n) from ${table}`);
  expect(same.getRows()).toEqual([[BigInt(count), BigInt(count)]]);
  const types = await connection.runAndReadAll(
    `select data_type from duckdb_columns() where table_name = '${table}' and column_name = 'value'`,
  );
  expect(String(types.getRows()[0]?.[0])).toMatch(new RegExp(`^${type}`, 'u'));
});

it.each([
  ['quotes, lines and spaces of every kind', ["O'Neil", 'a\nb', '\u00a0', 'e\u0301', '\u00e9', '\\', '']],
  ['halves of surrogate pairs, which are one text to SQL', ['\ud800', '\ud801']],
  ['a NUL', ['a\0b', 'a']],
])('%s come through', async (_, values) => {
  const table = `texts_${values.length}_${values[0]?.length}`;
  await connection.run(`create table ${table} (ordinal integer, value varchar)`);
  for (const [ordinal, value] of values.entries()) {
    await connection.run(`insert into ${table} values ($1, $2)`, [ordinal, value]);
  }

  const plain = await connection.runAndReadAll(`select value from ${table} order by ordinal`);
  const few = await connection.runAndReadAll(
    `select ${fewValues('value', new Set(values))} from ${table} order by ordinal`,
  );

  expect(few.getRows()).toEqual(plain.getRows());
});
