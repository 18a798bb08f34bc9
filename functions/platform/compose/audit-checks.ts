import { createLedgerLake } from '#audit/adapters/athena-ledger-lake';
import { LAKE_CHECKS } from '#audit/lake-ports';
import { COPY_CHECKS, copyChecks } from '#audit/steps/check-copy';
import { lakeChecks } from '#audit/steps/check-lake';
import { PERIOD_CHECK, periodChecks } from '#audit/steps/check-periods';
import { SEAL_CHECK, sealChecks } from '#audit/steps/check-seals';
import { assertThat } from '#kernel/errors';
import { type AuditChecks, checksInOrder } from '#ledger/audit-check';
import { RESERVATION_CHECK, reservationChecks } from '#ledger/steps/check-reservations';
import { PAYMENT_CHECK, paymentChecks } from '#payouts/steps/check-payments';
import { systemClock } from '#platform/clock';
import { athenaQueries } from '#platform/compose/athena';
import { sealBook } from '#platform/compose/audit';
import { processDesk } from '#platform/compose/audit-processes';
import { periodRegister } from '#platform/compose/close';
import { ledger, ledgerAccess, reservationIndex } from '#platform/compose/ledger';
import { dayJournal, ledgerCopy, ledgerScan } from '#platform/compose/ledger-copy';
import { payoutRegister } from '#platform/compose/payouts';
import { settlementRegister } from '#platform/compose/settlement';
import { countMetric } from '#platform/metrics';
import { BANK_CHECK, bankChecks } from '#settlement/steps/check-bank-accounts';

/**
 * Every check of the books. A context adds its own in one line: the names, and how its ports are wired; what they read is
 * granted to `RunChecks` in the audit stack, and a test breaks the data underneath each.
 */
const REGISTERED: readonly RegisteredChecks[] = [
  // First, since it completes the copy that the next ones read.
  { names: [...COPY_CHECKS, SEAL_CHECK], wire: copyAndSealChecks },
  {
    names: LAKE_CHECKS,
    wire: () => lakeChecks({ lake: ledgerLake(), processes: processDesk(), ledger: ledger() }),
  },
  { names: [RESERVATION_CHECK], wire: () => reservationChecks(ledgerAccess().store, reservationIndex()) },
  { names: [PERIOD_CHECK], wire: () => periodChecks({ register: periodRegister(), lake: ledgerLake() }) },
  { names: [BANK_CHECK], wire: () => bankChecks({ register: settlementRegister(), ledger: ledger() }) },
  { names: [PAYMENT_CHECK], wire: () => paymentChecks({ register: payoutRegister(), ledger: ledger() }) },
];

interface RegisteredChecks {
  readonly names: AuditChecks['names'];
  /** Called where the checks are carried out, and nowhere else: the other functions have no such ports. */
  readonly wire: () => AuditChecks;
}

const ledgerLake = () => createLedgerLake(athenaQueries());

function copyAndSealChecks(): AuditChecks {
  const copied = copyChecks({ copy: ledgerCopy(), scan: ledgerScan(), onAdded: countRepaired });
  return checksInOrder(copied, sealChecks({ journal: dayJournal(), book: sealBook(), clock: systemClock }));
}

/** What the stream had not brought; on a quiet ledger, nothing. */
function countRepaired(rows: number): void {
  if (rows > 0) countMetric('LedgerCopyRepaired', rows);
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
