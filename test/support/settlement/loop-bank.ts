import { instantOf } from '#kernel/time/clock';
import type { RenderedLine, RenderedStatement } from '#test/support/settlement/render-statement';
import type { Chances } from '#test/support/simulation/faults';

type Fate = 'settled' | 'rejected' | 'returned';

interface Order {
  readonly endToEndId: string;
  readonly batchId: string;
  readonly cents: number;
}

const DAY_MILLISECONDS = 86_400_000;

/** A bank that keeps its own books: it reads the files that it is sent, pays each order once, refuses and returns some, and says what it booked. */
export class LoopBank {
  readonly statements: RenderedStatement[] = [];
  readonly answers: string[] = [];
  balance = 0;
  readonly #chances: Chances;
  readonly #orders = new Map<string, Order>();
  readonly #fates = new Map<string, Fate>();
  readonly #files = new Set<string>();
  #incoming: RenderedLine[] = [];
  #remittances = 0;

  constructor(chances: Chances) {
    this.#chances = chances;
  }

  counts() {
    const fates = [...this.#fates.values()];
    return {
      paid: fates.filter((fate) => fate === 'settled').length,
      returned: fates.filter((fate) => fate === 'returned').length,
      rejected: fates.filter((fate) => fate === 'rejected').length,
    };
  }

  fateOf = (endToEndId: string): Fate | undefined => this.#fates.get(endToEndId);

  named = (): readonly string[] => [...this.#orders.keys()];

  /** A provider pays us; answers the report that it names. */
  remitted(cents: number): string {
    this.#remittances += 1;
    const reportId = `r_${this.#remittances.toString(16).padStart(16, '0')}`;
    this.#incoming.push({ cents, side: 'credit', text: `Royalties ${reportId}` });
    return reportId;
  }

  /** Takes every file that stands in the bucket, once. */
  take(stored: ReadonlyMap<string, string>): void {
    for (const [key, body] of stored) {
      if (this.#files.has(key)) continue;
      this.#files.add(key);
      const batchId = /<PmtInfId>([^<]+)</.exec(body)?.[1] ?? '';
      for (const [, endToEndId = '', amount = ''] of body.matchAll(
        /<EndToEndId>([^<]+)<[\s\S]*?<InstdAmt Ccy="EUR">([\d.]+)</g,
      ))
        this.#orders.set(endToEndId, { endToEndId, batchId, cents: Math.round(Number(amount) * 100) });
    }
  }

  /** Refuses some orders before it pays them: the answers as the rail sends them. */
  refuseSome(): readonly string[] {
    const refused = this.#waiting().filter(() => this.#chances.happens(0.15));
    for (const { endToEndId } of refused) this.#fates.set(endToEndId, 'rejected');
    const texts = refused.map(({ endToEndId, batchId }) => rejection(endToEndId, batchId));
    this.answers.push(...texts);
    return texts;
  }

  /** The next day's statement: what came in, every order that is still waiting, and some payments that come back. */
  statement(): RenderedStatement {
    const back = [...this.#fates]
      .filter(([, fate]) => fate === 'settled' && this.#chances.happens(0.2))
      .map(([id]) => id);
    const lines = [...this.#incoming, ...this.#payAll(), ...back.map((id) => this.#giveBack(id))];
    this.#incoming = [];
    const number = this.statements.length + 1;
    const openingCents = this.balance;
    this.balance = lines.reduce((sum, { cents, side }) => sum + (side === 'credit' ? cents : -cents), openingCents);
    const on = instantOf(Date.UTC(2025, 4, 1) + number * DAY_MILLISECONDS).slice(0, 10);
    const statement = { id: `S${number}`, sequence: number, on, openingCents, lines };
    this.statements.push(statement);
    return statement;
  }

  #waiting = (): readonly Order[] =>
    [...this.#orders.values()].filter(({ endToEndId }) => !this.#fates.has(endToEndId));

  /** Line by line, or a batch of which nothing was refused as one booking. */
  #payAll(): readonly RenderedLine[] {
    const lines: RenderedLine[] = [];
    for (const [batchId, orders] of Map.groupBy(this.#waiting(), (order) => order.batchId)) {
      for (const { endToEndId } of orders) this.#fates.set(endToEndId, 'settled');
      const isWhole = [...this.#orders.values()].filter((order) => order.batchId === batchId).length === orders.length;
      if (isWhole && this.#chances.happens(0.4)) {
        const cents = orders.reduce((sum, order) => sum + order.cents, 0);
        lines.push({ cents, side: 'debit', paymentInformationId: batchId });
      } else lines.push(...orders.map(({ cents, endToEndId }) => ({ cents, side: 'debit', endToEndId }) as const));
    }
    return lines;
  }

  #giveBack(endToEndId: string): RenderedLine {
    this.#fates.set(endToEndId, 'returned');
    const cents = this.#orders.get(endToEndId)?.cents ?? 0;
    return { cents, side: 'credit', endToEndId, returnReason: 'AC04' };
  }
}

function rejection(endToEndId: string, batchId: string): string {
  return `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>A-${endToEndId}</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>${batchId}</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>${batchId}</OrgnlPmtInfId><TxInfAndSts><OrgnlEndToEndId>${endToEndId}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`;
}
