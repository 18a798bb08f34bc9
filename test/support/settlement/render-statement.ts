import { formatUnits, type Units } from '#kernel/money/units';

export interface RenderedLine {
  readonly cents: number;
  readonly side: 'credit' | 'debit';
  readonly endToEndId?: string;
  readonly paymentInformationId?: string;
  readonly bankReference?: string;
  readonly returnReason?: string;
  readonly text?: string;
  readonly isReversal?: boolean;
}

export interface RenderedStatement {
  readonly id?: string;
  readonly account?: string;
  readonly currency?: string;
  readonly sequence?: number;
  readonly on?: string;
  readonly openingCents?: number;
  /** What the bank claims; by default what the lines make. */
  readonly closingCents?: number;
  readonly lines: readonly RenderedLine[];
}

const amount = (cents: number) => formatUnits((BigInt(Math.abs(cents)) * 10n ** 8n) as Units).slice(0, -8);
const closingOf = ({ openingCents = 0, closingCents, lines }: RenderedStatement) =>
  closingCents ?? lines.reduce((sum, { cents, side }) => sum + (side === 'credit' ? cents : -cents), openingCents);
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const tag = (name: string, text: string | undefined) =>
  text === undefined ? '' : `<${name}>${escaped(text)}</${name}>`;

/** A camt.053 as a bank would write it. */
export function renderCamt(statements: readonly RenderedStatement[], version: '02' | '04' | '08' = '08'): string {
  const body = statements.map((statement, index) => stmt(statement, index, version)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>2025-05-06T20:00:00Z</CreDtTm></GrpHdr>${body}</BkToCstmrStmt></Document>
`;
}

function stmt(statement: RenderedStatement, index: number, version: string): string {
  const { id = `S${index + 1}`, account = 'DE89370400440532013000', currency = 'EUR', on = '2025-05-06' } = statement;
  const { sequence, openingCents = 0, lines } = statement;
  const balance = (code: string, cents: number) =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount(cents)}</Amt><CdtDbtInd>${cents < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`;
  const entries = lines.map((line) => ntry(line, { currency, on, version })).join('\n');
  return `<Stmt><Id>${escaped(id)}</Id>${tag('ElctrncSeqNb', sequence?.toString())}<CreDtTm>2025-05-06T20:00:00Z</CreDtTm><Acct><Id><IBAN>${account}</IBAN></Id><Ccy>${currency}</Ccy></Acct>${balance('OPBD', openingCents)}${balance('CLBD', closingOf(statement))}${entries}</Stmt>`;
}

function ntry(
  line: RenderedLine,
  { currency, on, version }: { currency: string; on: string; version: string },
): string {
  const { cents, side, endToEndId, paymentInformationId, bankReference, returnReason, text, isReversal } = line;
  const status = version === '08' ? '<Sts><Cd>BOOK</Cd></Sts>' : '<Sts>BOOK</Sts>';
  const references = `<Refs>${tag('PmtInfId', paymentInformationId)}${tag('EndToEndId', endToEndId)}</Refs>`;
  const reason = returnReason === undefined ? '' : `<RtrInf><Rsn><Cd>${returnReason}</Cd></Rsn></RtrInf>`;
  const remittance = text === undefined ? '' : `<RmtInf>${tag('Ustrd', text)}</RmtInf>`;
  return `<Ntry><Amt Ccy="${currency}">${amount(cents)}</Amt><CdtDbtInd>${side === 'credit' ? 'CRDT' : 'DBIT'}</CdtDbtInd>${isReversal === true ? '<RvslInd>true</RvslInd>' : ''}${status}<BookgDt><Dt>${on}</Dt></BookgDt>${tag('AcctSvcrRef', bankReference)}<BkTxCd><Prtry><Cd>1</Cd></Prtry></BkTxCd><NtryDtls><TxDtls>${references}${remittance}${reason}</TxDtls></NtryDtls></Ntry>`;
}

const short = (day: string) => day.slice(2).replaceAll('-', '');

/** The same as MT940, in the dialect with `/EREF/`. */
export function renderMt940(statements: readonly RenderedStatement[]): string {
  return statements
    .map((statement, index) => {
      const {
        account = 'DE89370400440532013000',
        currency = 'EUR',
        on = '2025-05-06',
        openingCents = 0,
        lines,
      } = statement;
      const balance = (cents: number) =>
        `${cents < 0 ? 'D' : 'C'}${short(on)}${currency}${amount(cents).replace('.', ',')}`;
      const bookings = lines.flatMap(({ cents, side, endToEndId, bankReference, text, isReversal }) => {
        const plain = side === 'credit' ? 'C' : 'D';
        const mark = isReversal === true ? (side === 'credit' ? 'RD' : 'RC') : plain;
        const details = `${endToEndId === undefined ? '' : `/EREF/${endToEndId}`}/REMI/${text ?? ''}`;
        const bank = bankReference === undefined ? '' : `//${bankReference}`;
        return [
          `:61:${short(on)}${short(on).slice(2)}${mark}${amount(cents).replace('.', ',')}NTRFNONREF${bank}`,
          `:86:${details}`,
        ];
      });
      return [
        `:20:${statement.id ?? `S${index + 1}`}`,
        `:25:${account}`,
        `:28C:${statement.sequence ?? 0}/1`,
        `:60F:${balance(openingCents)}`,
        ...bookings,
        `:62F:${balance(closingOf(statement))}`,
        '-',
      ].join('\r\n');
    })
    .join('\r\n');
}

/** The same as BAI2, one group for each statement, with true control totals. */
export function renderBai2(statements: readonly RenderedStatement[]): string {
  let fileSum = 0;
  let fileRecords = 2;
  const groups = statements.flatMap((statement) => {
    const { account = '0975312468', currency = 'USD', on = '2025-05-06', openingCents = 0, lines } = statement;
    const closing = closingOf(statement);
    const sum = openingCents + closing + lines.reduce((total, { cents }) => total + cents, 0);
    fileSum += sum;
    fileRecords += lines.length + 4;
    return [
      `02,R,BANK,1,${short(on)},2400,${currency},2/`,
      `03,${account},${currency},010,${openingCents},,,015,${closing},,/`,
      ...lines.map(
        ({ cents, side, endToEndId, bankReference, text }) =>
          `16,${side === 'credit' ? '142' : '451'},${cents},Z,${bankReference ?? ''},${endToEndId ?? ''},${text ?? ''}/`,
      ),
      `49,${sum},${lines.length + 2}/`,
      `98,${sum},1,${lines.length + 4}/`,
    ];
  });
  return ['01,BANK,R,250506,2400,1,,,2/', ...groups, `99,${fileSum},${statements.length},${fileRecords}/`].join('\n');
}
