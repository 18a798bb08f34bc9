/** A stretch of SQL: code to look at, or a literal, quoted name or comment to leave alone. */
export interface SqlPiece {
  readonly kind: 'code' | 'string' | 'name' | 'comment';
  readonly text: string;
}

const PIECE = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** Cuts SQL into pieces whose texts join to the whole. */
export function cutSql(sql: string): SqlPiece[] {
  const pieces: SqlPiece[] = [];
  let end = 0;
  for (const match of sql.matchAll(PIECE)) {
    if (match.index > end) pieces.push({ kind: 'code', text: sql.slice(end, match.index) });
    pieces.push({ kind: kindOf(match[0]), text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < sql.length) pieces.push({ kind: 'code', text: sql.slice(end) });
  return pieces;
}

function kindOf(text: string): SqlPiece['kind'] {
  if (text.startsWith("'")) return 'string';
  return text.startsWith('"') ? 'name' : 'comment';
}

/** The statement without comments, surrounding space and a closing semicolon. */
export function plainStatement(sql: string): string {
  const text = cutSql(sql)
    .map((piece) => (piece.kind === 'comment' ? ' ' : piece.text))
    .join('');
  return text.trim().replace(/;\s*$/, '').trim();
}

/** Lower-case names that stand in the SQL, quoted or not: tables are looked for among them. */
export function namesIn(sql: string): ReadonlySet<string> {
  const names = cutSql(sql).flatMap((piece) => {
    if (piece.kind === 'name') return [piece.text.slice(1, -1).replaceAll('""', '"').toLowerCase()];
    return piece.kind === 'code' ? (piece.text.toLowerCase().match(/[a-z_]\w*/g) ?? []) : [];
  });
  return new Set(names);
}

const LITERAL =
  /^(?:[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?|'(?:[^']|'')*'|(?:date|timestamp|decimal)\s*'[^']*'|true|false|null)$/i;

/**
 * Puts execution parameters in place of `?`. Each is a literal as Athena takes it (`7`, `'text'`, `DATE '2025-01-01'`);
 * anything else is taken as text, so that no parameter becomes code. Answers `undefined` when their numbers differ.
 */
export function fillParameters(sql: string, parameters: readonly string[]): string | undefined {
  let used = 0;
  const filled = cutSql(sql).map((piece) =>
    piece.kind === 'code' ? piece.text.replaceAll('?', () => literalOf(parameters[used++])) : piece.text,
  );
  return used === parameters.length ? filled.join('') : undefined;
}

function literalOf(parameter = 'null'): string {
  const text = parameter.trim();
  return LITERAL.test(text) ? text : quoteText(parameter);
}

export const quoteText = (text: string) => `'${text.replaceAll("'", "''")}'`;
export const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`;
