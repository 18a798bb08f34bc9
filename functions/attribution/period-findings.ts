import { instantOf } from '#kernel/time/clock';

/** What is not whole about the bridge, for one track and type over one stretch of the period (R8); R9 for an unnamed type. */
export interface RightsFinding {
  readonly finding: 'overlap' | 'short' | 'gap' | 'unnamed-type';
  readonly trackId: string;
  readonly rightsType: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly shareSum: string;
}

/** What is not whole about the weights over one stretch of the period (R9). */
export interface WeightFinding {
  readonly finding: 'sum' | 'none';
  readonly fromMs: number;
  readonly toMs: number;
  readonly weightSum: string;
  readonly plays: number;
}

export interface PeriodFindings {
  readonly rights: readonly RightsFinding[];
  readonly weights: readonly WeightFinding[];
}

const NAMED_MAX = 20;

/** Why no play may be paid: each place where shares in force do not sum to 1, by track, type and interval; `undefined` when whole. */
export function rightsFaults(periodId: string, findings: readonly RightsFinding[]): string | undefined {
  const faults = findings.filter(({ finding }) => finding === 'overlap' || finding === 'short');
  if (faults.length === 0) return undefined;
  const named = faults.slice(0, NAMED_MAX).map((fault) => {
    const how = fault.finding === 'overlap' ? 'overlap: they sum' : 'sum';
    return `${fault.rightsType} shares of track ${fault.trackId} ${how} to ${fault.shareSum} in ${intervalText(fault)}`;
  });
  return `${periodId} cannot be counted: ${named.join('; ')}${restText(faults.length)}. Shares in force sum to 1.00000 (R8); drop the rights again`;
}

/** Why no play may be paid: each stretch whose weights do not sum to 1, or that has plays and no weights; `undefined` when whole. */
export function weightFaults(periodId: string, findings: readonly WeightFinding[]): string | undefined {
  if (findings.length === 0) return undefined;
  const named = findings
    .slice(0, NAMED_MAX)
    .map((fault) =>
      fault.finding === 'sum'
        ? `the weights in force in ${intervalText(fault)} sum to ${fault.weightSum}`
        : `no weights are in force in ${intervalText(fault)}, when ${fault.plays} plays happened`,
    );
  return `${periodId} cannot be counted: ${named.join('; ')}${restText(findings.length)}. Weights that sum to 1.00000 are in force at every play (R9); drop them under weights/`;
}

/** Rights types of the bridge that the weights do not name: they earn nothing, and the close report says so (R9). */
export function unnamedTypes(findings: readonly RightsFinding[]): readonly string[] {
  return findings.filter(({ finding }) => finding === 'unnamed-type').map(({ rightsType }) => rightsType);
}

function intervalText({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): string {
  return `[${instantOf(fromMs)}, ${instantOf(toMs)})`;
}

function restText(count: number): string {
  return count > NAMED_MAX ? `; and ${count - NAMED_MAX} more` : '';
}
