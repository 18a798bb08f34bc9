import type { AuditResult } from '#audit/audit-result';

/** The results of the checks, kept for good; the last one of each is at hand. */
export interface AuditBook {
  /** Writes a result down; an older one never takes the place of a newer. Writing it again changes nothing. */
  record(result: AuditResult): Promise<void>;
  /** The last result of each of the checks, in their order; `undefined` for one that never ran. */
  latest(checks: readonly string[]): Promise<readonly (AuditResult | undefined)[]>;
  /** The runs of a check, newest first, those before the position `after`. */
  runs(
    check: string,
    page: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ readonly items: readonly AuditResult[]; readonly nextAfter?: string }>;
}

/** How failed checks are told to whoever listens. */
export interface AuditBell {
  ring(result: AuditResult): Promise<void>;
}

/** Executions of the state machine `run-audit`. */
export interface AuditRuns {
  /** Starts one; a name that was used before is the same execution and is left alone. */
  start(name: string): Promise<void>;
}
