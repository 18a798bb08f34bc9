import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collapseAuditedFunctions } from '#infra/local/engines/athena/audited-functions';
import { TRINO_MACROS } from '#infra/local/engines/athena/trino-macros';
import { divideFloor } from '#kernel/money/rounding';
import { expandFloorDiv } from '#kernel/sql/floor-div';

const MAX = 10n ** 38n - 1n;
const anyDigits = fc.oneof(
  fc.bigInt(-MAX, MAX),
  fc.bigInt(-1000n, 1000n),
  fc.constantFrom(MAX, -MAX, 10n ** 37n, 1n, -1n, 0n),
);

describe('floor_div, the one division of SQL', () => {
  it('equals bigint division toward minus infinity over all of decimal(38, 0), as Athena’s text and back', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    for (const macro of TRINO_MACROS.filter((text) => text.startsWith('floor_div'))) {
      await connection.run(`create macro ${macro}`);
    }
    const pairs = fc.sample(
      fc.tuple(
        anyDigits,
        anyDigits.filter((divisor) => divisor !== 0n),
      ),
      2000,
    );
    const values = pairs.map(([a, b]) => `(cast('${a}' as decimal(38, 0)), cast('${b}' as decimal(38, 0)))`).join(', ');
    const sql = expandFloorDiv('select cast(floor_div(pairs.a, pairs.b) as varchar) from (values @) as pairs (a, b)');

    const found = await connection.runAndReadAll(collapseAuditedFunctions(sql).replace('@', values));

    expect(found.getRows().map(([quotient]) => BigInt(String(quotient)))).toEqual(
      pairs.map(([a, b]) => divideFloor(a, b)),
    );
    connection.closeSync();
    instance.closeSync();
  });

  it('is the same call again after the way to Athena and back, wherever it stands', () => {
    const name = fc.constantFrom('a', 'total.points', 'coalesce(x, 0)', "cast('7' as decimal(38, 0))", 'a * b + 1');

    fc.assert(
      fc.property(fc.array(fc.tuple(name, name), { maxLength: 4 }), (calls) => {
        const sql = `select ${calls.map(([a, b]) => `floor_div(${a}, ${b})`).join(', ')} from plays`;

        expect(collapseAuditedFunctions(expandFloorDiv(sql))).toBe(sql);
      }),
    );
  });

  it.each(['floor_div(a)', 'floor_div(a, b, c)', 'floor_div(?, b)', 'floor_div(floor_div(a, b), c)'])(
    'refuses %s, which it could not repeat',
    (call) => {
      expect(() => expandFloorDiv(`select ${call}`)).toThrow(/cannot be expanded/);
    },
  );

  it('leaves a call in a comment and any other division alone', () => {
    const sql = '-- floor_div(a, b) is the one division\nselect a / b from c';

    expect(expandFloorDiv(sql)).toBe(sql);
    expect(collapseAuditedFunctions(sql)).toBe(sql);
  });
});
