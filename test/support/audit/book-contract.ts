import { expect, it } from 'vitest';
import type { AuditResult } from '#audit/audit-result';
import type { AuditBook } from '#audit/ports';
import { anInstant } from '#test/support/instants';

/** A result of that day. */
export function aResult(check: string, day: string, findings: AuditResult['findings'] = []): AuditResult {
  return {
    check,
    status: findings.length === 0 ? 'ok' : 'failed',
    checkedAt: anInstant(day),
    cut: anInstant('2025-05-01'),
    findings,
    findingCount: findings.length,
  };
}

/** What every audit book does; `fresh` gives the name of a check that nobody used. */
export function auditBookContract(open: () => AuditBook, fresh: () => string): void {
  it('keeps the newest result at hand, whichever comes last, and every one that there was', async () => {
    const book = open();
    const name = fresh();
    const [older, newer] = [
      aResult(name, '2025-05-02', [{ message: 'bank:USD is off', accounts: ['bank:USD'], entries: ['bank:USD#03/7'] }]),
      aResult(name, '2025-05-03'),
    ];

    for (const result of [newer, older, newer]) await book.record(result);

    expect(await book.latest([name, fresh()])).toEqual([newer, undefined]);
    expect(await book.runs(name, { limit: 10 })).toEqual({ items: [newer, older] });
  });

  it('gives the runs of one check page by page, newest first, and none twice', async () => {
    const book = open();
    const [name, other] = [fresh(), fresh()];
    const days = ['2025-05-01', '2025-05-02', '2025-05-03', '2025-05-04', '2025-05-05'];
    for (const day of days) await book.record(aResult(name, day));
    await book.record(aResult(other, '2025-05-06'));

    const pages: (readonly AuditResult[])[] = [];
    let after: string | undefined;
    do {
      const page = await book.runs(name, { limit: 2, after });
      pages.push(page.items);
      after = page.nextAfter;
    } while (after !== undefined);

    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(days.toReversed().map((day) => aResult(name, day)));
  });
}
