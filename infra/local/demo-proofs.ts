import { type Answer, field, type Operator } from '#infra/local/operator';

export interface Proof {
  readonly claim: string;
  readonly holds: boolean;
  readonly seen: string;
}

const LEDGER_SCALE = 10;

/** Ledger units of a decimal string with at most ten fraction digits. */
export function unitsOf(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const units = BigInt(whole + fraction.padEnd(LEDGER_SCALE, '0'));
  return text.startsWith('-') ? -units : units;
}

export function textOf(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(LEDGER_SCALE + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -LEDGER_SCALE)}.${digits.slice(-LEDGER_SCALE)}`;
}

export const itemsOf = (answer: Answer): readonly Answer[] => answer['items'] as readonly Answer[];

/** Every item of a paged list. */
export async function everyItem(operator: Operator, path: string): Promise<Answer[]> {
  const items: Answer[] = [];
  let cursor: string | undefined;
  do {
    const page = await operator.get(
      `${path}${path.includes('?') ? '&' : '?'}limit=500${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    items.push(...itemsOf(page));
    cursor = typeof page['next_cursor'] === 'string' ? page['next_cursor'] : undefined;
  } while (cursor !== undefined);
  return items;
}

/** Debits equal credits in every currency, over every account there is. */
export async function proveTrialBalance(operator: Operator): Promise<Proof[]> {
  const trial = await operator.get('/v1/ledger/trial-balance');
  return (trial['currencies'] as readonly Answer[]).map((row) => ({
    claim: `trial balance ${field(row, 'currency')}: debits ${field(row, 'debits')} = credits ${field(row, 'credits')}`,
    holds: unitsOf(field(row, 'difference')) === 0n,
    seen: `difference ${field(row, 'difference')}`,
  }));
}

/** An audit of everything: every check of the books is carried out and finds nothing. */
export async function proveChecks(operator: Operator): Promise<Proof> {
  await operator.post('/v1/audit/run', {}, 'auditor');
  await operator.untilIdle();
  const checks = itemsOf(await operator.get('/v1/audit/checks'));
  const others = checks.filter(({ status }) => status !== 'ok');
  return {
    claim: `the books pass all of their ${checks.length} checks: ${checks.map((check) => field(check, 'check')).join(', ')}`,
    holds: checks.length > 0 && others.length === 0,
    seen:
      others
        .map((check) => `${field(check, 'check')} ${field(check, 'status')}: ${JSON.stringify(check['findings'])}`)
        .join('; ') || 'no finding',
  };
}

/** The report's clearing account came back to exactly zero (R30) and its lines sum to the amount received (R23). */
export async function proveReport(
  operator: Operator,
  report: Answer,
  currency: string,
  received: string,
): Promise<Proof[]> {
  const reportId = field(report, 'report_id');
  const account = encodeURIComponent(`clearing:report:${reportId}:${currency}`);
  const clearing = await operator.get(`/v1/ledger/accounts/${account}`);
  const [balance] = clearing['balances'] as readonly Answer[];
  const rows = await everyItem(operator, `/v1/reports/${reportId}/rows`);
  const converted = rows.reduce(
    (sum, row) => (row['earned'] === null ? sum : sum + unitsOf(field(row['earned'] as Answer, 'converted'))),
    0n,
  );
  return [
    {
      claim: `${field(report, 'provider')}: clearing account is zero`,
      holds: balance !== undefined && unitsOf(field(balance, 'posted')) === 0n,
      seen: `${balance === undefined ? 'no account' : field(balance, 'posted')} ${currency}`,
    },
    {
      claim: `${field(report, 'provider')}: ${rows.length} lines sum to the ${received} ${currency} received`,
      holds: converted === unitsOf(received),
      seen: `${textOf(converted)} ${currency}`,
    },
  ];
}
