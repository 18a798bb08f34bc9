import { settlementPorts } from '#platform/compose/settlement';
import { httpHandler } from '#platform/http/http-handler';
import { approveUnmatchedLine } from '#settlement/api';
import { handProblem, unmatchedLineBody } from '#settlement/settlement-view';
import { approveMatch } from '#settlement/steps/match-by-hand';

const ports = settlementPorts();

export const handler = httpHandler(approveUnmatchedLine, async ({ params, caller, clock }) => {
  const outcome = await approveMatch({ lineId: params.id, subject: caller.subject }, { ...ports, clock });
  if (outcome.kind === 'matched') return { status: 200, body: unmatchedLineBody(outcome.line, clock.now()) };
  return handProblem(params.id, outcome);
});
