/** A cell as text of its column's type: `'12.50'`, `'true'`; null is null. */
export type Cell = string | number | bigint | boolean | null;

/** A row of a table of the lake by column; what is left out is null. */
export type TableRow = Readonly<Record<string, Cell>>;

/** One query with the data that it runs over, on both engines. */
export interface SqlCase {
  /** Path from the project root, `functions/…/sql/….sql`. */
  readonly file: string;
  /** What these data are about. */
  readonly name: string;
  /** The text as it goes to `AthenaQueries`, which expands `floor_div`. */
  readonly sql: string;
  /** Whether `sql` puts the file’s text together with others, as a policy’s rates are; else it is the file’s own. */
  readonly isComposed?: boolean;
  /** The values of `?`, in order; they travel as execution parameters. */
  readonly parameters?: readonly string[];
  /** Rows by the name of a Glue table of the templates; a table that is not named is empty. */
  readonly tables: Readonly<Record<string, readonly TableRow[]>>;
}
