import XMLBuilder from 'fast-xml-builder';

/** One booked line. */
export interface Booking {
  readonly side: 'CRDT' | 'DBIT';
  readonly cents: bigint;
  readonly endToEndId?: string;
  /** The batch that was booked whole. */
  readonly batch?: string;
  readonly text?: string;
  readonly returned?: { readonly code: string; readonly words: string };
}

export interface BankStatement {
  readonly account: string;
  readonly currency: string;
  readonly sequence: number;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly openingCents: bigint;
  readonly closingCents: bigint;
  readonly bookings: readonly Booking[];
}

/** A day's statements as one camt.053.001.08 message. */
export function writeCamt(statements: readonly BankStatement[]): string {
  const [first] = statements;
  const createdAt = `${first?.day ?? ''}T18:00:00Z`;
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    Document: {
      '@xmlns': 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.08',
      BkToCstmrStmt: {
        GrpHdr: { MsgId: `STMT-${first?.day ?? ''}`, CreDtTm: createdAt },
        Stmt: statements.map((statement) => stmt(statement, createdAt)),
      },
    },
  };
  return new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', format: true }).build(document);
}

function stmt(statement: BankStatement, createdAt: string): object {
  const { account, currency, sequence, day, openingCents, closingCents, bookings } = statement;
  const balance = (code: string, cents: bigint) => ({
    Tp: { CdOrPrtry: { Cd: code } },
    Amt: amount(cents < 0n ? -cents : cents, currency),
    CdtDbtInd: cents < 0n ? 'DBIT' : 'CRDT',
    Dt: { Dt: day },
  });
  return {
    Id: `${currency}-${day}`,
    ElctrncSeqNb: String(sequence),
    CreDtTm: createdAt,
    Acct: { Id: { IBAN: account }, Ccy: currency },
    Bal: [balance('OPBD', openingCents), balance('CLBD', closingCents)],
    Ntry: bookings.map((booking) => ntry(booking, currency, day)),
  };
}

function ntry({ side, cents, endToEndId, batch, text, returned }: Booking, currency: string, day: string): object {
  const details = {
    ...(endToEndId !== undefined && { Refs: { EndToEndId: endToEndId } }),
    ...(text !== undefined && { RmtInf: { Ustrd: text } }),
    ...(returned !== undefined && { RtrInf: { Rsn: { Cd: returned.code } }, AddtlTxInf: returned.words }),
  };
  return {
    Amt: amount(cents, currency),
    CdtDbtInd: side,
    Sts: { Cd: 'BOOK' },
    BookgDt: { Dt: day },
    NtryDtls: batch === undefined ? { TxDtls: details } : { Btch: { PmtInfId: batch } },
  };
}

function amount(cents: bigint, currency: string): object {
  const digits = cents.toString().padStart(3, '0');
  return { '@Ccy': currency, '#text': `${digits.slice(0, -2)}.${digits.slice(-2)}` };
}
