/** The side, debit or credit, on which an account's balance is positive. */
export type NormalSide = 'debit' | 'credit';

/** One kind of account. The chart is closed: a path whose first segment is not a kind is no account. */
export interface AccountKind {
  readonly kind: string;
  readonly normalSide: NormalSide;
  /** Segments between the kind and the currency: at least, at most. */
  readonly segments: readonly [min: number, max: number];
  /** `zero`: available never falls below zero, but for kinds of transaction that record what already happened. */
  readonly floor: 'none' | 'zero';
  /** Physical accounts that share the writes; one for every account with a bound, since a bound needs one head. */
  readonly shards: number;
  readonly purpose: string;
}

const HOT_SHARDS = 16;

/** The closed list of account kinds, their normal side and their bounds. */
export const chartOfAccounts = {
  bank: {
    kind: 'bank',
    normalSide: 'debit',
    segments: [0, 1],
    floor: 'none',
    shards: HOT_SHARDS,
    purpose: 'Money that really arrived or left, per currency or per own account at a bank.',
  },
  revenue: {
    kind: 'revenue',
    normalSide: 'debit',
    segments: [1, 1],
    floor: 'none',
    shards: 1,
    purpose: 'Collected subscription money of one country, as far as pools were filled from it (R13).',
  },
  clearing: {
    kind: 'clearing',
    normalSide: 'credit',
    segments: [2, 2],
    floor: 'none',
    shards: 1,
    purpose: 'Money of one process on its way; exactly zero when the process is complete (R30).',
  },
  payable: {
    kind: 'payable',
    normalSide: 'credit',
    segments: [2, 2],
    floor: 'zero',
    shards: 1,
    purpose: 'What one rights holder is owed.',
  },
  commission: {
    kind: 'commission',
    normalSide: 'credit',
    segments: [0, 1],
    floor: 'none',
    shards: HOT_SHARDS,
    purpose: 'What the platform keeps of a report (R24).',
  },
  fees: {
    kind: 'fees',
    normalSide: 'credit',
    segments: [0, 2],
    floor: 'none',
    shards: HOT_SHARDS,
    purpose: 'What third parties take for moving money.',
  },
  holding: {
    kind: 'holding',
    normalSide: 'credit',
    segments: [1, 4],
    floor: 'zero',
    shards: 1,
    purpose: 'Money whose owner is not known yet (R10), that is disputed or came back, and residuals (R15).',
  },
  unexplained: {
    kind: 'unexplained',
    normalSide: 'debit',
    segments: [1, 4],
    floor: 'zero',
    shards: 1,
    purpose: 'Money that left the bank for a reason not known yet: the debit twin of holding.',
  },
  tax: {
    kind: 'tax',
    normalSide: 'credit',
    segments: [1, 2],
    floor: 'none',
    shards: HOT_SHARDS,
    purpose: 'Tax withheld from payments and owed to the authority of one country (R34).',
  },
  fx: {
    kind: 'fx',
    normalSide: 'credit',
    segments: [0, 2],
    floor: 'none',
    shards: 1,
    purpose: 'The two legs of an exchange, one account per currency (R26).',
  },
  gains: {
    kind: 'gains',
    normalSide: 'credit',
    segments: [1, 2],
    floor: 'none',
    shards: 1,
    purpose: 'Realised gain (credit) or loss (debit) of exchanges, in the functional currency (R26).',
  },
  suspense: {
    kind: 'suspense',
    normalSide: 'credit',
    segments: [1, 2],
    floor: 'none',
    shards: 1,
    purpose: 'The other side of a manual transaction until it is explained.',
  },
} as const satisfies Record<string, AccountKind>;

export type AccountKindName = keyof typeof chartOfAccounts;

/** The kind of that name, or `undefined` when the chart has none. */
export function accountKindNamed(name: string): AccountKind | undefined {
  return Object.hasOwn(chartOfAccounts, name) ? chartOfAccounts[name as AccountKindName] : undefined;
}
