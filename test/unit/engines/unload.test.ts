import { expect, it } from 'vitest';
import { copySql, parseUnload } from '#infra/local/engines/athena/unload';

const unload = (options: string) => parseUnload(`unload (select 1 as one) to 's3://royalty-lake/x/' with (${options})`);

it('an UNLOAD of a ZSTD level is written at that level, and without one at the engine’s own', () => {
  const [one, none] = [
    unload("format = 'PARQUET', compression = 'ZSTD', compression_level = 1"),
    unload("format = 'PARQUET'"),
  ];

  expect(copySql(one, '/out', [])).toContain('compression zstd, compression_level 1,');
  expect(copySql(none, '/out', [])).not.toContain('compression_level');
});

it.each([
  "format = 'PARQUET', compression = 'SNAPPY', compression_level = 1",
  "format = 'PARQUET', compression = 'ZSTD', compression_level = 23",
  "format = 'PARQUET', compression = 'ZSTD', compression_level = 0",
])('an UNLOAD with (%s) is refused, naming what would be right', (options) => {
  expect(() => unload(options)).toThrow('1 to 22 go with ZSTD');
});
