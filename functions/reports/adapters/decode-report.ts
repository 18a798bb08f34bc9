import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import type { FileBytes, OpenedReport, OpenOutcome, ReportMember } from '#reports/opened-report';
import { UnreadableReport } from '#reports/reading/unreadable-report';
import { type ReportErrorType, reportError } from '#reports/report-error';
import { contentKind } from '#reports/unpacking/content-kind';
import {
  bomb,
  bombGuard,
  corrupt,
  UNPACK_LIMITS,
  type UnpackLimits,
  unreadable,
} from '#reports/unpacking/unpack-limits';
import { openWorkbook } from '#reports/workbook/open-workbook';

/**
 * Opens a dropped report by what its bytes are, not by its name: plain text, gzip, zip, workbook, and a workbook in
 * either. Members are streamed, and read again whenever they are asked for.
 */
export async function openReport(
  file: FileBytes,
  fileName: string,
  limits: UnpackLimits = UNPACK_LIMITS,
): Promise<OpenOutcome> {
  const name = baseName(fileName);
  try {
    const head = await firstBytes(file.bytes());
    if (head.length === 0) return refused('empty_file', name, 'a file with a header and rows would be right');
    const report = await openByContent(file, name, head, limits);
    return { kind: 'opened', report };
  } catch (error) {
    if (error instanceof UnreadableReport) return { kind: 'refused', error: error.problem };
    throw error;
  }
}

async function openByContent(
  file: FileBytes,
  name: string,
  head: Uint8Array,
  limits: UnpackLimits,
): Promise<OpenedReport> {
  const kind = contentKind(head);
  const close = () => {};
  if (kind !== 'gzip' && kind !== 'zip') {
    const member = plainMember(name, head, () => file.bytes());
    return { fileName: name, members: [member], isAsDropped: true, close };
  }
  const path = await file.path();
  if (kind === 'zip') {
    const { size } = await stat(path);
    return await openArchive(() => openPromise(path, ZIP), { path, name, size, limits });
  }
  const inner = name.replace(/\.gz$/i, '');
  const bytes = () => gunzipped(path, inner, limits);
  const innerHead = await firstBytes(bytes());
  if (contentKind(innerHead) !== 'zip')
    return { fileName: inner, members: [plainMember(inner, innerHead, bytes)], isAsDropped: false, close };
  const buffer = await collected(bytes(), inner, limits.nestedBytesMax);
  return await openArchive(() => fromBufferPromise(buffer, ZIP), { buffer, name: inner, size: buffer.length, limits });
}

async function openArchive(openIt: () => Promise<ZipFile>, place: ZipPlace): Promise<OpenedReport> {
  const zip = await openZip(openIt, place.name);
  try {
    const members = await zipMembers(zip, place);
    return { fileName: place.name, members, isAsDropped: false, close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

const HEAD_BYTES = 8;
const ZIP = { lazyEntries: true, autoClose: false, strictFileNames: false } as const;

function plainMember(name: string, head: Uint8Array, bytes: () => AsyncIterable<Uint8Array>): ReportMember {
  const kind = contentKind(head);
  if (kind === 'old-office')
    throw unreadable('unknown_format', name, 'a workbook saved as .xlsx without a password, or a CSV, would be read');
  if (kind !== 'text')
    throw unreadable('unknown_format', name, 'CSV, TSV, TXT or XLSX, each also gzipped or zipped once, would be read');
  return { kind: 'text', name, bytes };
}

interface ZipPlace {
  readonly path?: string;
  readonly buffer?: Buffer;
  readonly name: string;
  readonly size: number;
  readonly limits: UnpackLimits;
}

/** The members of a zip, or the one workbook that it is. */
async function zipMembers(zip: ZipFile, place: ZipPlace): Promise<readonly ReportMember[]> {
  const entries = await entriesOf(zip, place);
  const files = new Map(entries.map((entry) => [entry.fileName, entry]));
  const guard = bombGuard(place);
  const stream = (entry: Entry) => entryBytes(zip, entry, guard());
  if (files.has('xl/workbook.xml')) {
    const { path, buffer } = place;
    const whole = () => (path === undefined ? Readable.from([buffer ?? Buffer.alloc(0)]) : createReadStream(path));
    const part = (name: string) => {
      const entry = files.get(name);
      return entry === undefined ? undefined : stream(entry);
    };
    return [openWorkbook({ name: place.name, archive: { part }, bytes: whole })];
  }
  const members: ReportMember[] = [];
  for (const entry of entries) members.push(await memberOf(entry, () => stream(entry), place.limits));
  if (members.length === 0) throw unreadable('empty_file', place.name, 'an archive with a report in it would be right');
  return members;
}

async function memberOf(
  entry: Entry,
  bytes: () => AsyncIterable<Uint8Array>,
  limits: UnpackLimits,
): Promise<ReportMember> {
  const name = baseName(entry.fileName);
  const head = await firstBytes(bytes());
  if (contentKind(head) !== 'zip') return plainMember(name, head, bytes);
  const buffer = await collected(bytes(), name, limits.nestedBytesMax);
  const inner = await openZip(() => fromBufferPromise(buffer, ZIP), name);
  const nested = await zipMembers(inner, {
    buffer,
    name,
    size: buffer.length,
    limits: { ...limits, nestedBytesMax: 0 },
  });
  const [only] = nested;
  if (nested.length === 1 && only?.kind === 'workbook') return only;
  throw unreadable('unknown_format', name, 'an archive of reports, not of archives, would be read');
}

/** Files of the archive: no folders, no traces of operating systems. */
async function entriesOf(zip: ZipFile, { name, limits }: ZipPlace): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  let bytes = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (/\/$|(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|\._)/.test(entry.fileName)) continue;
      if (entry.isEncrypted())
        throw unreadable('encrypted_archive', entry.fileName, 'an archive without a password would be read');
      entries.push(entry);
      bytes += entry.uncompressedSize;
      if (bytes > limits.bytesMax || entries.length > limits.membersMax) throw bomb(name, limits);
    }
  } catch (error) {
    throw error instanceof UnreadableReport ? error : corrupt(name, error);
  }
  return entries.sort((left, right) => (left.fileName < right.fileName ? -1 : 1));
}

async function* entryBytes(
  zip: ZipFile,
  entry: Entry,
  guard: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    const stream = await zip.openReadStreamPromise(entry);
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      guard(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof UnreadableReport ? error : corrupt(entry.fileName, error);
  }
}

async function* gunzipped(
  path: string,
  name: string,
  limits: UnpackLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { size } = await stat(path);
  const input = createReadStream(path);
  const guard = bombGuard({ name, size, limits })();
  const gunzip = createGunzip();
  input.on('error', (error) => gunzip.destroy(error));
  input.pipe(gunzip);
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      guard(chunk.length);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof UnreadableReport) throw error;
    const reason = error instanceof Error ? error.message : '';
    throw unreadable('truncated_gzip', name, `a complete gzip would be read (${reason})`);
  } finally {
    input.destroy();
  }
}

async function openZip(openIt: () => Promise<ZipFile>, name: string): Promise<ZipFile> {
  try {
    return await openIt();
  } catch (error) {
    throw corrupt(name, error);
  }
}

/** As many as tell what kind of content it is; fewer when there are no more. */
async function firstBytes(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    if (head.length >= HEAD_BYTES) break;
  }
  return head.subarray(0, HEAD_BYTES);
}

async function collected(chunks: AsyncIterable<Uint8Array>, name: string, bytesMax: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > bytesMax)
      throw unreadable('zip_bomb', name, `a workbook of at most ${bytesMax} bytes inside an archive would be read`);
  }
  return Buffer.concat(parts);
}

const baseName = (path: string) => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

const refused = (type: ReportErrorType, value: string, expected: string): OpenOutcome => ({
  kind: 'refused',
  error: reportError(type, { value }, expected),
});
