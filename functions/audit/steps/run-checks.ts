import { type AuditResult, resultOf } from '#audit/audit-result';
import type { AuditBell, AuditBook } from '#audit/ports';
import { assertThat } from '#kernel/errors';
import type { Clock, Instant } from '#kernel/time/clock';
import type { AuditChecks } from '#ledger/audit-check';

export interface CheckPorts {
  readonly book: AuditBook;
  readonly bell: AuditBell;
  readonly clock: Clock;
}

/** Carries checks out, writes every result down and tells of each that failed. Safe to repeat: the newest result counts. */
export async function runChecks(
  { book, bell, clock }: CheckPorts,
  checks: AuditChecks,
  cut: Instant,
): Promise<readonly AuditResult[]> {
  const found = await checks.run(cut);
  const strange = [...found.keys()].find((name) => !checks.names.includes(name));
  assertThat(strange === undefined, `${checks.names[0]} answers for ${strange}, which it does not name`);
  const at = clock.now();
  const results = checks.names.map((name) => resultOf(name, { findings: found.get(name) ?? [], cut, at }));
  await settle({ book, bell }, results);
  return results;
}

/** Checks that could not be carried out are no checks that passed: each of them fails, and says why. */
export async function recordCheckFault(
  { book, bell, clock }: CheckPorts,
  { names, cut, fault }: { readonly names: readonly string[]; readonly cut: Instant; readonly fault: string },
): Promise<readonly AuditResult[]> {
  const at = clock.now();
  const findings = [{ message: `The check could not be carried out: ${fault}` }];
  const results = names.map((name) => resultOf(name, { findings, cut, at }));
  await settle({ book, bell }, results);
  return results;
}

async function settle({ book, bell }: Omit<CheckPorts, 'clock'>, results: readonly AuditResult[]): Promise<void> {
  for (const result of results) {
    await book.record(result);
    if (result.status === 'failed') await bell.ring(result);
  }
}
