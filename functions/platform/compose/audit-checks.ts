import { PERIOD_CHECK, periodChecks } from '#audit/steps/check-periods';
import { assertThat } from '#kernel/errors';
import type { AuditChecks } from '#ledger/audit-check';
import { periodRegister } from '#platform/compose/close';

/**
 * Every check of the books. A context adds its own in one line: the names, and how its ports are wired; what they read is
 * granted to `RunChecks` in the audit stack, and a test breaks the data underneath each.
 */
const REGISTERED: readonly RegisteredChecks[] = [{ names: [PERIOD_CHECK], wire: () => periodChecks(periodRegister()) }];

interface RegisteredChecks {
  readonly names: AuditChecks['names'];
  /** Called where the checks are carried out, and nowhere else: the other functions have no such ports. */
  readonly wire: () => AuditChecks;
}

/** The names of the checks that are carried out together, group by group. */
export function auditCheckGroups(): readonly AuditChecks['names'][] {
  return REGISTERED.map(({ names }) => names);
}

/** Every check's name, in the order in which they are shown. */
export function auditCheckNames(): readonly string[] {
  return auditCheckGroups().flat();
}

/** The checks of the group that begins with this name. */
export function auditChecksOf(first: string | undefined): AuditChecks {
  const registered = REGISTERED.find(({ names }) => names[0] === first);
  assertThat(registered !== undefined, `No group of checks begins with ${first}`);
  return registered.wire();
}
