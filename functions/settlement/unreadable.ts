import { UnreadableFile } from '#kernel/csv/unreadable-file';

/** A fault that ends the reading of a bank's or a rail's file; `line` is where it starts, 1-based. */
export function unreadable(
  code: string,
  message: string,
  place: { readonly line?: number; readonly value?: string } = {},
) {
  return new UnreadableFile({ code, message, ...place });
}
