import type { TableRow } from '#test/support/lake-rows';

/** One query with the data that it runs over, on both engines. */
export interface SqlCase {
  /** Path from the project root, `functions/…/sql/….sql`. */
  readonly file: string;
  /** What these data are about. */
  readonly name: string;
  /** The text of the file. */
  readonly sql: string;
  /** The text as it goes to Athena where it is not the file's own: a list takes as many `?` as it has values. */
  readonly bound?: string;
  /** The values of `?`, in order; they travel as execution parameters. */
  readonly parameters?: readonly string[];
  /** Rows by the name of a Glue table of the templates; a table that is not named is empty. */
  readonly tables: Readonly<Record<string, readonly TableRow[]>>;
  /** Whose filled tables the case sees, each over those of the one before; it fills the last. */
  readonly worlds?: readonly string[];
  /** The table that the rows become for the cases after it, under these folders; columns of the rows themselves come first. */
  readonly fills?: { readonly table: string; readonly partition: TableRow };
}
