import type { ExportFormat } from '#audit/journal-export';

/** Where an export is put together, beyond what memory holds. */
export interface ExportSpool {
  /** Keeps the text of a transaction under its place in the order. */
  keep(item: {
    readonly id: string;
    readonly effectiveAt: string;
    readonly recordedAt: string;
    readonly text: string;
  }): void;
  /** Marks a transaction as one that was posted; the others are no part of the journal. */
  markPosted(id: string): void;
  /** Writes head and texts, in order of effective time, to a file; answers its path and size. */
  write(head: string): Promise<{ readonly path: string; readonly bytes: number }>;
  close(): Promise<void>;
}

/** Exports too large for an answer. */
export interface ExportShelf {
  /** Stores the file for a week; answers an address from which it can be had for an hour, without a token. */
  put(file: { readonly path: string; readonly format: ExportFormat; readonly name: string }): Promise<string>;
}
