import { parseCurrency } from '#kernel/money/currency';
import { parsePlainAmount } from '#settlement/bank-amount';
import { parseBankDay } from '#settlement/bank-day';
import { ANSWERS_MAX, type AnswerKind, type RailAnswer, type RailAnswers } from '#settlement/rail-answer';
import { parseXml } from '#settlement/reading/parse-xml';
import { unreadable } from '#settlement/unreadable';

/** ISO's own versions, and the Swiss dialect of .03, which differs in its namespace alone. */
const NAMESPACE =
  /^(urn:iso:std:iso:20022:tech:xsd:pain\.002\.001\.(03|10)|http:\/\/www\.six-interbank-clearing\.com\/de\/pain\.002\.001\.03\.ch\.02\.xsd)$/;
const REPORT = '/Document/CstmrPmtStsRpt';
const BATCH = `${REPORT}/OrgnlPmtInfAndSts`;
const PAYMENT = `${BATCH}/TxInfAndSts`;

const KINDS: Readonly<Record<string, AnswerKind>> = {
  RJCT: 'rejected',
  CANC: 'rejected',
  PDNG: 'pending',
  RCVD: 'pending',
  PART: 'pending',
  PATC: 'pending',
  ACCP: 'accepted',
  ACTC: 'accepted',
  ACSP: 'accepted',
  ACSC: 'accepted',
  ACCC: 'accepted',
  ACWC: 'accepted',
  ACFC: 'accepted',
};

type Texts = Map<string, string>;

/** Reads a payment status report. Throws `UnreadableFile`, which names the line. */
export async function readPain002(text: AsyncIterable<string>): Promise<RailAnswers> {
  const report: Texts = new Map();
  const answers: RailAnswer[] = [];
  let batch: Texts = new Map();
  let payment: Texts = new Map();
  let batchLine = 0;
  let paymentLine = 0;
  let path = '';
  const add = (answer: RailAnswer | undefined) => {
    if (answer !== undefined && answers.push(answer) > ANSWERS_MAX)
      throw unreadable('too_large', `The file answers more than ${ANSWERS_MAX} payments; split it.`);
  };
  for await (const _ of parseXml(text, {
    open({ name, namespace, attribute, line }) {
      path += `/${name}`;
      if (path === `/${name}`) requireNamespace(name, namespace, line);
      if (path === BATCH) {
        batch = new Map();
        batchLine = line;
      } else if (path === PAYMENT) {
        payment = new Map();
        paymentLine = line;
      }
      const currency = attribute('Ccy');
      if (currency !== undefined && path.startsWith(PAYMENT))
        payment.set(`${path.slice(PAYMENT.length + 1)}@Ccy`, currency);
    },
    close(_name, own) {
      if (own !== '') {
        const [texts, scope] = path.startsWith(PAYMENT)
          ? [payment, PAYMENT]
          : path.startsWith(BATCH)
            ? [batch, BATCH]
            : [report, REPORT];
        const key = path.slice(scope.length + 1);
        if (!texts.has(key)) texts.set(key, own);
      }
      if (path === PAYMENT) add(paymentAnswer(payment, { batch, report, line: paymentLine }));
      else if (path === BATCH) add(batchAnswer(batch, report, batchLine));
      else if (path === REPORT) add(fileAnswer(report));
      path = path.slice(0, path.lastIndexOf('/'));
    },
  }));
  const answerId = report.get('GrpHdr/MsgId');
  if (answerId === undefined) throw unreadable('no_message', 'The message has no id (GrpHdr/MsgId).');
  if (answers.length === 0) throw unreadable('no_answer', 'The message says no status of any file, batch or payment.');
  return { format: 'pain.002', answerId, answers };
}

function requireNamespace(name: string, namespace: string, line: number): void {
  if (name === 'Document' && NAMESPACE.test(namespace)) return;
  const message = `The document is ${name} of ${JSON.stringify(namespace)}; pain.002.001.03 and .10 are read.`;
  throw unreadable('unknown_namespace', message, { line, value: namespace });
}

function fileAnswer(report: Texts): RailAnswer | undefined {
  const status = report.get('OrgnlGrpInfAndSts/GrpSts');
  if (status === undefined) return undefined;
  const messageId = report.get('OrgnlGrpInfAndSts/OrgnlMsgId');
  return {
    kind: kindOf(status, 1),
    scope: 'file',
    sourceLine: 1,
    ...(messageId !== undefined && { messageId }),
    ...reasonOf(report, 'OrgnlGrpInfAndSts/'),
  };
}

function batchAnswer(batch: Texts, report: Texts, line: number): RailAnswer | undefined {
  const status = batch.get('PmtInfSts');
  if (status === undefined) return undefined;
  return {
    kind: kindOf(status, line),
    scope: 'batch',
    sourceLine: line,
    ...batchNames(batch, report),
    ...reasonOf(batch, ''),
  };
}

function paymentAnswer(
  payment: Texts,
  { batch, report, line }: { readonly batch: Texts; readonly report: Texts; readonly line: number },
): RailAnswer | undefined {
  const status = payment.get('TxSts');
  if (status === undefined) return undefined;
  const endToEndId = payment.get('OrgnlEndToEndId');
  const instructionId = payment.get('OrgnlInstrId');
  const units = parsePlainAmount(payment.get('OrgnlTxRef/Amt/InstdAmt') ?? '');
  const currency = parseCurrency(payment.get('OrgnlTxRef/Amt/InstdAmt@Ccy') ?? '');
  const on = parseBankDay(payment.get('OrgnlTxRef/IntrBkSttlmDt') ?? '');
  return {
    kind: kindOf(status, line),
    scope: 'payment',
    sourceLine: line,
    ...batchNames(batch, report),
    ...(endToEndId !== undefined && { endToEndId }),
    ...(instructionId !== undefined && { instructionId }),
    ...(units !== undefined && currency !== undefined && { amount: { units, currency } }),
    ...(on !== undefined && { on }),
    ...reasonOf(payment, ''),
  };
}

function batchNames(batch: Texts, report: Texts): Pick<RailAnswer, 'messageId' | 'paymentInformationId'> {
  const messageId = report.get('OrgnlGrpInfAndSts/OrgnlMsgId');
  const paymentInformationId = batch.get('OrgnlPmtInfId');
  return {
    ...(messageId !== undefined && { messageId }),
    ...(paymentInformationId !== undefined && { paymentInformationId }),
  };
}

function reasonOf(texts: Texts, prefix: string): Pick<RailAnswer, 'reason' | 'text'> {
  const reason = texts.get(`${prefix}StsRsnInf/Rsn/Cd`) ?? texts.get(`${prefix}StsRsnInf/Rsn/Prtry`);
  const text = texts.get(`${prefix}StsRsnInf/AddtlInf`);
  return { ...(reason !== undefined && { reason }), ...(text !== undefined && { text }) };
}

function kindOf(status: string, line: number): AnswerKind {
  const kind = KINDS[status];
  if (kind === undefined)
    throw unreadable('unknown_status', `${status} is no status that is known here.`, { line, value: status });
  return kind;
}
