import { DatabaseSync } from 'node:sqlite';

/** 32 MiB in SQLite's pages of 4 KiB. */
export const CACHE_PAGES = 8192;

/**
 * Lets the engine keep more of its file in memory. dynoxide 1.2.1 has SQLite's 2 MB and no option for more, so a ledger of
 * a few thousand accounts reads the same pages again and again, half of its time in the kernel. SQLite still honours the
 * size that a file itself asks for when it is opened; call this before the engine starts.
 */
export function askForPageCache(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(`pragma busy_timeout = 5000; pragma default_cache_size = ${CACHE_PAGES}`);
  } finally {
    database.close();
  }
}
