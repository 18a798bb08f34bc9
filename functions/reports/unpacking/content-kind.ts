export type ContentKind = 'gzip' | 'zip' | 'text' | 'old-office' | 'pdf' | 'parquet';

/** What the first bytes say, whatever the name says. */
export function contentKind(head: Uint8Array): ContentKind {
  const starts = (...bytes: readonly number[]) => bytes.every((byte, at) => head[at] === byte);
  if (starts(0x1f, 0x8b)) return 'gzip';
  if (starts(0x50, 0x4b, 0x03, 0x04) || starts(0x50, 0x4b, 0x05, 0x06)) return 'zip';
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) return 'old-office';
  if (starts(0x25, 0x50, 0x44, 0x46)) return 'pdf';
  return starts(0x50, 0x41, 0x52, 0x31) ? 'parquet' : 'text';
}
