import type { Money } from '#kernel/money/units';
import type { LineArchive, PageOf, PageQuery, SettlementEvent, SettlementRegister } from '#settlement/ports';
import type { SettledLine } from '#settlement/settled-line';
import { parseSettledLine, settledLineText } from '#settlement/settled-line';
import type { OpenLine, StoredStatement } from '#settlement/settlement-record';
import type { ChainHead } from '#settlement/statement-chain';
import type { BankAccountKey } from '#settlement/statement-name';

/** The register in memory; it passes the same contract as the one over DynamoDB. */
export class MemorySettlementRegister implements SettlementRegister {
  readonly statements = new Map<string, StoredStatement>();
  readonly lines = new Map<string, OpenLine>();
  readonly #heads = new Map<string, ChainHead>();
  readonly #explanations = new Map<string, string>();

  async findStatement(statementKey: string): Promise<StoredStatement | undefined> {
    return this.statements.get(statementKey);
  }

  async findHead({ account, currency }: BankAccountKey): Promise<ChainHead | undefined> {
    return this.#heads.get(`${account}#${currency}`);
  }

  async heads(): Promise<readonly ChainHead[]> {
    return [...this.#heads.values()];
  }

  async claim(statement: StoredStatement, head: ChainHead): Promise<'claimed' | 'stale'> {
    const name = `${head.account}#${head.currency}`;
    const isNext = (this.#heads.get(name)?.revision ?? 0) === head.revision - 1;
    if (!isNext || this.statements.has(statement.statementKey)) return 'stale';
    this.#heads.set(name, head);
    this.statements.set(statement.statementKey, statement);
    return 'claimed';
  }

  async saveStatement(statement: StoredStatement): Promise<void> {
    if (!this.statements.has(statement.statementKey)) throw new Error(`${statement.statementKey} was never claimed`);
    this.statements.set(statement.statementKey, statement);
  }

  async addOpenLine(line: OpenLine): Promise<void> {
    if (!this.lines.has(line.lineId)) this.lines.set(line.lineId, line);
  }

  async findOpenLine(lineId: string): Promise<OpenLine | undefined> {
    return this.lines.get(lineId);
  }

  async saveOpenLine(line: OpenLine): Promise<'saved' | 'stale'> {
    if (this.lines.get(line.lineId)?.revision !== line.revision - 1) return 'stale';
    this.lines.set(line.lineId, line);
    return 'saved';
  }

  async listStatements({ limit, after }: PageQuery): Promise<PageOf<StoredStatement>> {
    const position = ({ closing, statementKey }: StoredStatement) => `${closing.on}#${statementKey}`;
    const all = [...this.statements.values()].sort((left, right) => (position(left) < position(right) ? 1 : -1));
    const rest = after === undefined ? all : all.filter((one) => position(one) < after);
    return pageOf(rest, limit, position);
  }

  async listOpenLines({ limit, after }: PageQuery): Promise<PageOf<OpenLine>> {
    const position = ({ line, lineId }: OpenLine) => `${line.bookedOn}#${lineId}`;
    const open = [...this.lines.values()].filter(({ state }) => state !== 'matched');
    const all = open.sort((left, right) => (position(left) < position(right) ? -1 : 1));
    const rest = after === undefined ? all : all.filter((one) => position(one) > after);
    return pageOf(rest, limit, position);
  }

  async claimExplanation(what: string, lineId: string): Promise<string> {
    const standing = this.#explanations.get(what) ?? lineId;
    this.#explanations.set(what, standing);
    return standing;
  }
}

function pageOf<Item>(rest: readonly Item[], limit: number, position: (item: Item) => string): PageOf<Item> {
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(rest.length > limit && last !== undefined && { nextAfter: position(last) }) };
}

/** Lines of settled statements in memory; the first write stands. */
export class MemoryLineArchive implements LineArchive {
  readonly #texts = new Map<string, readonly string[]>();

  async write(statementKey: string, lines: AsyncIterable<readonly SettledLine[]>): Promise<void> {
    const texts: string[] = [];
    for await (const group of lines) texts.push(...group.map(settledLineText));
    if (!this.#texts.has(statementKey)) this.#texts.set(statementKey, texts);
  }

  async has(statementKey: string): Promise<boolean> {
    return this.#texts.has(statementKey);
  }

  async *read(statementKey: string): AsyncGenerator<readonly SettledLine[]> {
    yield (this.#texts.get(statementKey) ?? []).map(parseSettledLine);
  }
}

export const memoryBell = () => {
  const events: SettlementEvent[] = [];
  return { events, ring: async (event: SettlementEvent) => void events.push(event) };
};

export const memoryRemittances = () => {
  const known = new Map<string, readonly Money[]>();
  const received = async (ids: readonly string[]) =>
    new Map(ids.flatMap((id) => (known.has(id) ? [[id, known.get(id) ?? []] as const] : [])));
  return { known, received };
};
