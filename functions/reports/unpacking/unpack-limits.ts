import { UnreadableReport } from '#reports/reading/unreadable-report';
import { type ReportErrorType, reportError } from '#reports/report-error';

/** Where unpacking stops. A report of text packs ten to fifty times; only a bomb packs hundreds of times. */
export interface UnpackLimits {
  readonly bytesMax: number;
  readonly ratioMax: number;
  /** Below so many bytes the ratio does not count: a short repetitive file is no bomb. */
  readonly ratioFromBytes: number;
  readonly membersMax: number;
  /** A workbook inside another archive is held in memory. */
  readonly nestedBytesMax: number;
}

export const UNPACK_LIMITS: UnpackLimits = {
  bytesMax: 16 * 1024 ** 3,
  ratioMax: 300,
  ratioFromBytes: 16 * 1024 ** 2,
  membersMax: 1000,
  nestedBytesMax: 128 * 1024 ** 2,
};

/** What is unpacked: its name and its packed size in bytes. */
export interface Packed {
  readonly name: string;
  readonly size: number;
  readonly limits: UnpackLimits;
}

/** Counts what comes out against what went in; one count per reading, since members are read again. */
export function bombGuard({ name, size, limits }: Packed): () => (bytes: number) => void {
  return () => {
    let total = 0;
    return (bytes) => {
      total += bytes;
      const isTooDense = total > limits.ratioFromBytes && total > size * limits.ratioMax;
      if (isTooDense || total > limits.bytesMax) throw bomb(name, limits);
    };
  };
}

export function corrupt(name: string, error: unknown): UnreadableReport {
  const reason = error instanceof Error ? error.message : String(error);
  return unreadable('corrupt_archive', name, `a complete archive would be read (${reason})`);
}

export function bomb(name: string, { bytesMax, ratioMax, membersMax }: UnpackLimits): UnreadableReport {
  const expected = `at most ${membersMax} members, ${bytesMax} bytes and ${ratioMax} times the packed size would be read`;
  return unreadable('zip_bomb', name, expected);
}

export function unreadable(type: ReportErrorType, name: string, expected: string): UnreadableReport {
  return new UnreadableReport(reportError(type, { value: name }, expected));
}
