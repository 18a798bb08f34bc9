import type { MatchGround, Proposal } from '#settlement/match-line';
import type { StatementLine } from '#settlement/statement';

/** What was decided about a line when its statement was settled. */
export type LineDecision =
  | { readonly kind: 'matched'; readonly by: MatchGround; readonly names: readonly string[] }
  | { readonly kind: 'open'; readonly reason: string; readonly proposals: readonly Proposal[] };

/** A line with its decision, as it is kept for good. */
export interface SettledLine {
  readonly lineId: string;
  readonly line: StatementLine;
  readonly decision: LineDecision;
}

/** Names kept of a line that stands for a whole batch; the batch itself knows the others. */
export const NAMES_MAX = 20;

/** One line of text for one line of a statement; amounts travel as text. */
export function settledLineText({ lineId, line, decision }: SettledLine): string {
  return JSON.stringify({ line_id: lineId, line: { ...line, units: line.units.toString() }, decision });
}

/** Reads what `settledLineText` wrote. */
export function parseSettledLine(text: string): SettledLine {
  const { line_id, line, decision } = JSON.parse(text) as {
    readonly line_id: string;
    readonly line: Omit<StatementLine, 'units'> & { readonly units: string };
    readonly decision: LineDecision;
  };
  return { lineId: line_id, line: { ...line, units: BigInt(line.units) }, decision };
}
