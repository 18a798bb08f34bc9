export type Role = 'admin' | 'ops' | 'approver' | 'auditor' | 'holder';

/** Who asks, as the verified token says. */
export interface Caller {
  /** The token's `sub`; `anonymous` on a route that needs no token. */
  readonly subject: string;
  readonly roles: readonly Role[];
  /** The rights holder whom a `holder` token speaks for. */
  readonly holderId?: string;
  /** Source address of the request, for the journal's `actor`. */
  readonly address?: string;
}

/** Who may read everything; a route with a `holderParam` adds the holder concerned. */
export const READERS = ['admin', 'ops', 'approver', 'auditor'] as const satisfies readonly Role[];
export const READERS_AND_HOLDER = [...READERS, 'holder'] as const satisfies readonly Role[];
/** Who runs things and prepares. */
export const OPERATORS = ['admin', 'ops'] as const satisfies readonly Role[];
/** Who approves; the step still refuses what the same subject prepared. */
export const APPROVERS = ['admin', 'approver'] as const satisfies readonly Role[];
export const AUDITORS = ['admin', 'auditor'] as const satisfies readonly Role[];
/** A route that needs no token. */
export const ANYONE = 'anyone';
