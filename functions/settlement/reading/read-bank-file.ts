import { latinHead, type OpenBytes, plainText, xmlText } from '#settlement/reading/bank-text';
import { readBai2 } from '#settlement/reading/read-bai2';
import { readCamt } from '#settlement/reading/read-camt';
import { readMt940 } from '#settlement/reading/read-mt940';
import type { StatementParts } from '#settlement/statement';
import { unreadable } from '#settlement/unreadable';

/**
 * The statements of a bank's file, whichever of the formats it is; the content decides, never the name. Throws `UnreadableFile`
 * for a file that is none of them or breaks its own format.
 */
export async function* readBankFile(open: OpenBytes): StatementParts {
  const head = (await latinHead(open))
    .replaceAll('\u0000', '')
    .replace(/^(\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/, '');
  const start = head.trimStart();
  if (start.startsWith('<')) yield* readCamt((await xmlText(open))());
  else if (/^01\s*,/.test(start)) yield* readBai2((await plainText(open))());
  else if (/^(\{1:|:20:|:940:)/.test(start.replace('\u0001', ''))) yield* readMt940((await plainText(open))());
  else {
    const message = 'The file is neither camt.053 (XML), nor MT940 (:20:), nor BAI2 (01,).';
    throw unreadable('unknown_format', message, { line: 1, value: start.slice(0, 80) });
  }
}
