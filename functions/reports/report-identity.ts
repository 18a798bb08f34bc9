import { createHash } from 'node:crypto';
import type { OpenedReport } from '#reports/opened-report';
import { UnreadableReport } from '#reports/reading/unreadable-report';
import type { ReportError } from '#reports/report-error';

/**
 * The SHA-256 of a report's decoded content, hex (R25): a file that is zipped, gzipped or re-zipped keeps it. Several
 * members count as a set, whatever their order and names.
 */
export async function contentHash(report: OpenedReport): Promise<ContentHash> {
  try {
    return { kind: 'hashed', hash: await hashOf(report) };
  } catch (error) {
    if (error instanceof UnreadableReport) return { kind: 'refused', error: error.problem };
    throw error;
  }
}

/** `refused` when unpacking the members shows that the file is damaged or a bomb. */
export type ContentHash =
  | { readonly kind: 'hashed'; readonly hash: string }
  | { readonly kind: 'refused'; readonly error: ReportError };

async function hashOf(report: OpenedReport): Promise<string> {
  const hashes: string[] = [];
  for (const member of report.members) {
    const hash = createHash('sha256');
    for await (const chunk of member.bytes()) hash.update(chunk);
    hashes.push(hash.digest('hex'));
  }
  const [only] = hashes;
  if (hashes.length === 1 && only !== undefined) return only;
  return createHash('sha256').update(hashes.sort().join('\n')).digest('hex');
}

/** The id of an attempt at a report: the same content of the same provider is the same report; a retry is the next attempt. */
export function reportIdOf(identity: {
  readonly provider: string;
  readonly contentHash: string;
  readonly attempt: number;
}): string {
  const { provider, contentHash, attempt } = identity;
  const hash = createHash('sha256').update(`${provider}\n${contentHash}\n${attempt}`).digest('hex');
  return `r_${hash.slice(0, 32)}`;
}
