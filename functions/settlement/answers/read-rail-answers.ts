import { readNachaAnswers } from '#settlement/answers/read-nacha-answers';
import { readPain002 } from '#settlement/answers/read-pain002';
import type { RailAnswers } from '#settlement/rail-answer';
import { latinHead, type OpenBytes, plainText, xmlText } from '#settlement/reading/bank-text';
import { unreadable } from '#settlement/unreadable';

/** What a rail answered, in whichever of the formats; the content decides, never the name. Throws `UnreadableFile`. */
export async function readRailAnswers(open: OpenBytes): Promise<RailAnswers> {
  const start = (await latinHead(open))
    .replaceAll('\u0000', '')
    .replace(/^(\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/, '')
    .trimStart();
  if (start.startsWith('<')) return readPain002((await xmlText(open))());
  if (start.startsWith('101')) return readNachaAnswers((await plainText(open))());
  const message = 'The file is neither pain.002 (XML) nor an ACH file (101).';
  throw unreadable('unknown_format', message, { line: 1, value: start.slice(0, 80) });
}
