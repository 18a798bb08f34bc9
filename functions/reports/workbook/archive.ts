/** The parts of a workbook file; each can be read again from its beginning. */
export interface WorkbookArchive {
  /** `undefined` when the workbook has no such part. */
  part(name: string): AsyncIterable<Uint8Array> | undefined;
}
