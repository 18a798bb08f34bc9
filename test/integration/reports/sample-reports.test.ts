import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareDecimals, parseDecimal } from '#kernel/money/decimal';
import { controlTotalsOf } from '#test/support/control-totals';
import { mustRead } from '#test/support/read-report';
import { projectRoot } from '#test/support/source-files';

/** Real reports that are never committed; `SAMPLES_DIR` says where they are, else beside the project. */
const samples = join(process.env['SAMPLES_DIR'] ?? join(projectRoot, '..', 'shared', 'samples'), 'sales-reports');
const isThere = existsSync(join(samples, 'README.md'));

describe.skipIf(!isThere)('the real reports beside the project', () => {
  const controls = isThere ? controlTotalsOf(join(samples, 'README.md')) : [];

  it('state control totals', () => {
    expect(controls.length).toBeGreaterThanOrEqual(20);
  });

  it.each(controls)('$file shows its control total as totals.parsed', async ({ file, rows, sum }) => {
    const { summary } = await mustRead(join(samples, file));

    const [parsed, ...others] = summary.totals.parsed;
    expect(others).toEqual([]);
    expect(parsed?.rows).toBe(rows);
    expect(compare(parsed?.amount, sum), `${parsed?.amount} and ${sum}`).toBe(0);
  });

  it.each(isThere ? readdirSync(samples).filter((name) => name !== 'README.md') : [])(
    '%s fits one mapping',
    async (file) => {
      const { summary } = await mustRead(join(samples, file));

      expect(summary.counts.data).toBeGreaterThan(0);
    },
  );
});

function compare(left: string | undefined, right: string): number | undefined {
  const [a, b] = [parseDecimal(left ?? ''), parseDecimal(right)];
  return a === undefined || b === undefined ? undefined : compareDecimals(a, b);
}
