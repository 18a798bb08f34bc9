import { type Problem, problem } from '#kernel/api/problem';
import { parseCurrency } from '#kernel/money/currency';
import { formatUnits, parseUnits } from '#kernel/money/units';
import type { Clock } from '#kernel/time/clock';
import type { ReportRegister, Waiters } from '#reports/ports';
import { isFailing, type Remittance, type Report } from '#reports/report';

export interface StateRemittancePorts {
  readonly register: ReportRegister;
  readonly waiters: Waiters;
  readonly clock: Clock;
}

/** What a person says arrived. */
export interface RemittanceStatement {
  readonly reportId: string;
  readonly amount: string;
  readonly currency: string;
  readonly originalCurrency?: string | undefined;
  readonly sheetId?: string | undefined;
  readonly acceptFactor: boolean;
  readonly subject: string;
  readonly isApprover: boolean;
}

/**
 * Stores what really arrived and wakes the report that waits for it. It may be said again, until the report converts.
 * Answers the report, or the refusal.
 */
export async function stateRemittance(
  ports: StateRemittancePorts,
  statement: RemittanceStatement,
): Promise<Report | Problem> {
  const { register, waiters } = ports;
  for (;;) {
    const report = await register.find(statement.reportId);
    if (report === undefined) return reportNotFound(statement.reportId);
    const former = await register.remittances(report.reportId);
    const remittance = remittanceOf(report, former, statement, ports.clock);
    if ('kind' in remittance) return remittance;
    const outcome = await register.stateRemittance(report.reportId, report.revision, remittance);
    if (outcome === 'stale') continue;
    const current = (await register.find(report.reportId)) ?? report;
    if (current.taskToken !== undefined) await waiters.wake(current.taskToken);
    return current;
  }
}

export function reportNotFound(reportId: string): Problem {
  return problem(404, 'report-not-found', `There is no report ${reportId}; GET /v1/reports lists them.`);
}

function remittanceOf(
  report: Report,
  former: readonly Remittance[],
  statement: RemittanceStatement,
  clock: Clock,
): Remittance | Problem {
  const { reportId, status } = report;
  if (report.abandonment !== undefined) {
    const { by, at } = report.abandonment;
    return problem(409, 'report-abandoned', `${by} abandoned ${reportId} at ${at}; drop its content again instead.`);
  }
  if (status === 'completed' || isFailing(report) || report.sealedRemittances !== undefined) {
    const detail = `${reportId} is ${status}; a remittance can be stated until the report converts.`;
    return problem(409, 'remittance-sealed', detail);
  }
  if (report.totals.parsed.length === 0 || report.counts['rows'] === undefined) {
    return problem(
      409,
      'report-not-parsed',
      `${reportId} is not parsed yet; state the remittance once it waits for it.`,
    );
  }
  const units = parseUnits(statement.amount);
  if (units === undefined) return wrong('/amount', 'must have at most 10 decimals');
  if (parseCurrency(statement.currency) === undefined) return wrong('/currency', 'must be a currency of ISO 4217');
  if (statement.sheetId !== undefined && statement.sheetId !== report.sheetId) {
    return wrong('/sheet_id', `must be ${report.sheetId ?? 'left out: the report has none'}`);
  }
  const originalCurrency = originalOf(report, statement.originalCurrency);
  if (originalCurrency === undefined) {
    return wrong(
      '/original_currency',
      `must be one of ${report.moneyCurrencies.join(', ') || 'none: the report has no money'}`,
    );
  }
  const amount = formatUnits(units);
  const fact = { originalCurrency, currency: statement.currency, amount, statedAt: clock.now() };
  const sheet = report.sheetId === undefined ? {} : { sheetId: report.sheetId };
  if (!statement.acceptFactor) {
    if (!statement.isApprover) return { ...fact, ...sheet, statedBy: statement.subject };
    return problem(403, 'not-an-operator', 'An approver accepts a factor; what arrived is stated by operations.');
  }
  const stated = former.find((one) => one.originalCurrency === originalCurrency);
  if (stated === undefined || stated.amount !== amount || stated.currency !== statement.currency) {
    return wrong(
      '/amount',
      `must repeat what was stated for ${originalCurrency}, so that just that factor is accepted`,
    );
  }
  if (stated.statedBy === statement.subject) {
    return problem(
      403,
      'second-person-needed',
      `${statement.subject} stated the amount; another person accepts its factor.`,
    );
  }
  return { ...stated, factorAcceptedBy: statement.subject };
}

function originalOf({ moneyCurrencies }: Report, stated: string | undefined): string | undefined {
  if (stated !== undefined) return moneyCurrencies.includes(stated) ? stated : undefined;
  return moneyCurrencies.length === 1 ? moneyCurrencies[0] : undefined;
}

function wrong(pointer: string, detail: string): Problem {
  return problem(422, 'remittance-wrong', `body ${pointer}: ${detail}`, [{ in: 'body', pointer, detail }]);
}
