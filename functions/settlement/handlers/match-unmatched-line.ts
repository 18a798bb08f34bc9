import { settlementPorts } from '#platform/compose/settlement';
import { httpHandler } from '#platform/http/http-handler';
import { matchUnmatchedLine } from '#settlement/api';
import { handProblem, unmatchedLineBody } from '#settlement/settlement-view';
import { matchByHand } from '#settlement/steps/match-by-hand';

const ports = settlementPorts();

export const handler = httpHandler(matchUnmatchedLine, async ({ params, body, caller, clock }) => {
  const { end_to_end_ids, report_id, account, note } = body;
  const request = {
    lineId: params.id,
    subject: caller.subject,
    ...(end_to_end_ids !== undefined && { endToEndIds: end_to_end_ids }),
    ...(report_id !== undefined && { reportId: report_id }),
    ...(account !== undefined && { account }),
    ...(note !== undefined && { note }),
  };
  const outcome = await matchByHand(request, { ...ports, clock });
  if (outcome.kind === 'matched') return { status: 200, body: unmatchedLineBody(outcome.line, clock.now()) };
  if (outcome.kind === 'awaiting-approval') return { status: 202, body: unmatchedLineBody(outcome.line, clock.now()) };
  return handProblem(params.id, outcome);
});
