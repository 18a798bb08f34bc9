import { getHolder } from '#holders/api';
import { canonicalDecimal } from '#holders/commission-rate';
import { holderDocumentOf } from '#holders/holder-document';
import { readHolderDetail } from '#holders/steps/read-holder-detail';
import { problem } from '#kernel/api/problem';
import { holderDirectory } from '#platform/compose/holders';
import { httpHandler } from '#platform/http/http-handler';

const directory = holderDirectory();

export const handler = httpHandler(getHolder, async ({ params: { id } }) => {
  const detail = await readHolderDetail(id, directory);
  if (detail === undefined) return problem(404, 'holder-not-found', `No holder ${id}; drop them under holders/`);
  const { holder, commission } = detail;
  const effective_commission =
    commission.kind === 'none' ? null : { rate: canonicalDecimal(commission.rate), from: commission.from };
  return { status: 200, body: { ...holderDocumentOf(holder), effective_commission } };
});
