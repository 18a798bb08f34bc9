import { createReadStream } from 'node:fs';

/** A file that stands on local disk: its bytes from the first on, as often as asked, and where it is. */
export function fileOnDisk(path: string): { bytes(): AsyncIterable<Uint8Array>; path(): Promise<string> } {
  return { bytes: () => createReadStream(path), path: async () => path };
}
