import type { Money, Units } from '#kernel/money/units';
import type { SettledLine } from '#settlement/settled-line';
import type { OpenLine, StoredStatement } from '#settlement/settlement-record';
import type { ChainHead } from '#settlement/statement-chain';
import type { BankAccountKey } from '#settlement/statement-name';

export interface PageQuery {
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly nextAfter?: string;
}

/** Bank statements and their open lines. Every change is conditional; the loser of a race reads again. */
export interface SettlementRegister {
  findStatement(statementKey: string): Promise<StoredStatement | undefined>;
  findHead(account: BankAccountKey): Promise<ChainHead | undefined>;
  /** Every bank account that ever had a statement. */
  heads(): Promise<readonly ChainHead[]>;
  /** Makes the statement the next of its chain, both in one write; `stale` when the chain has moved on or knows it already. */
  claim(statement: StoredStatement, head: ChainHead): Promise<'claimed' | 'stale'>;
  /** Replaces what is said of a claimed statement. */
  saveStatement(statement: StoredStatement): Promise<void>;
  /** Keeps a new open line, unless it is there already. */
  addOpenLine(line: OpenLine): Promise<void>;
  findOpenLine(lineId: string): Promise<OpenLine | undefined>;
  /** Replaces the line of the revision before; `stale` when somebody else did. */
  saveOpenLine(line: OpenLine): Promise<'saved' | 'stale'>;
  /** Newest closing day first. */
  listStatements(query: PageQuery): Promise<PageOf<StoredStatement>>;
  /** Oldest first: every line that is not matched. */
  listOpenLines(query: PageQuery): Promise<PageOf<OpenLine>>;
  /** Makes `lineId` the only line that explains `what`, unless another one is; answers the one that stands. */
  claimExplanation(what: string, lineId: string): Promise<string>;
}

/** The lines of settled statements with their decisions; written once and never changed. */
export interface LineArchive {
  /** Keeps the lines, unless the statement has some already. */
  write(statementKey: string, lines: AsyncIterable<readonly SettledLine[]>): Promise<void>;
  has(statementKey: string): Promise<boolean>;
  read(statementKey: string): AsyncIterable<readonly SettledLine[]>;
}

/** Money that reports say has arrived. */
export interface RemittanceDesk {
  /** What was said to have arrived for each report that there is, summed by currency. */
  received(reportIds: readonly string[]): Promise<ReadonlyMap<string, readonly Money[]>>;
}

/** What others want to hear. */
export type SettlementEvent =
  | { readonly type: 'Statement Settled'; readonly statementKey: string; readonly open: number }
  | {
      readonly type: 'Settlement Difference';
      readonly account: string;
      readonly currency: string;
      readonly difference: Units;
    }
  | { readonly type: 'Statement Missing'; readonly account: string; readonly currency: string; readonly since: string }
  | { readonly type: 'Destination Correction'; readonly paymentId: string; readonly reason: string };

export interface SettlementBell {
  ring(event: SettlementEvent): Promise<void>;
}
