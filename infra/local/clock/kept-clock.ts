import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { realNow } from '#infra/local/clock/virtual-date';

/** Where a clock was when its cloud stopped or jumped: it goes on from there and never back. */
export interface KeptClock {
  /** The later of the wished time, the kept time and, without either, the machine's. */
  start(wishedMilliseconds: number | undefined): { readonly at: number; readonly wishRefused: boolean };
  readonly keep: (nowMilliseconds: number) => void;
}

/** Keeps offset and last instant in `clock.json` of the data directory. */
export function createKeptClock(dataDirectory: string): KeptClock {
  const file = join(dataDirectory, 'clock.json');
  const kept = (): { readonly now: number; readonly offset: number } | undefined => {
    try {
      const { now, offset } = JSON.parse(readFileSync(file, 'utf8'));
      return Number.isFinite(now) && Number.isFinite(offset) ? { now, offset } : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    start(wished) {
      const before = kept();
      if (before === undefined) return { at: wished ?? realNow(), wishRefused: false };
      const continued = Math.max(before.now, realNow() + before.offset);
      if (wished === undefined) return { at: continued, wishRefused: false };
      return { at: Math.max(wished, continued), wishRefused: wished < continued };
    },
    keep(now) {
      writeFileSync(`${file}.new`, JSON.stringify({ now, offset: now - realNow() }));
      renameSync(`${file}.new`, file);
    },
  };
}
