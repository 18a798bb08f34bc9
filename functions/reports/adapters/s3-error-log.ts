import { createWriteStream, type WriteStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { GetObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { downloadFile, makeWorkDirectory, uploadFile } from '#platform/clients/s3-files';
import { type ErrorFile, lakeKeys } from '#reports/lake-keys';
import type { ErrorLog, ErrorWriter } from '#reports/ports';
import { createErrorGroups, describeReportError, type ReportError, type ReportErrorGroup } from '#reports/report-error';

const PARSE_FILES = ['parse-errors.csv', 'parse-groups.json'] as const;
/** The groups come last: they say that the list is complete. */
const FINAL_FILES = ['errors.csv', 'groups.json'] as const;
const LINK_SECONDS = 900;
const HEADER = 'type,line,sheet,column,value,message\r\n';

/** Errors in the lake: `errors.csv` in full, `groups.json` with the first of each type and the true counts. */
export class S3ErrorLog implements ErrorLog {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async open(reportId: string, mode: 'anew' | 'append'): Promise<ErrorWriter> {
    const directory = await makeWorkDirectory();
    const former = mode === 'append' ? await this.#readGroups(reportId, 'parse-groups.json') : [];
    const path = join(directory, 'errors.csv');
    if (former.length === 0) await writeFile(path, HEADER);
    else await downloadFile(this.#s3, this.#object(reportId, 'parse-errors.csv'), path);
    // What parsing found is kept apart, so that matching appends to it once, however often it runs.
    const names = mode === 'append' ? FINAL_FILES : [...PARSE_FILES, ...FINAL_FILES];
    return new CsvErrorWriter(directory, path, former, async (groups) => {
      const groupsPath = join(directory, 'groups.json');
      await writeFile(groupsPath, JSON.stringify(groups));
      for (const name of names) {
        await uploadFile(this.#s3, this.#object(reportId, name), name.endsWith('.csv') ? path : groupsPath);
      }
    });
  }

  groups(reportId: string): Promise<readonly ReportErrorGroup[]> {
    return this.#readGroups(reportId, 'groups.json');
  }

  async #readGroups(reportId: string, file: ErrorFile): Promise<readonly ReportErrorGroup[]> {
    try {
      const { bucket, key } = this.#object(reportId, file);
      const answer = await this.#s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return JSON.parse((await answer.Body?.transformToString()) ?? '[]') as readonly ReportErrorGroup[];
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return [];
      throw error;
    }
  }

  async downloadUrl(reportId: string): Promise<string | undefined> {
    if ((await this.groups(reportId)).length === 0) return undefined;
    const { bucket, key } = this.#object(reportId, 'errors.csv');
    return await getSignedUrl(this.#s3, new GetObjectCommand({ Bucket: bucket, Key: key }), {
      expiresIn: LINK_SECONDS,
    });
  }

  #object(reportId: string, file: ErrorFile) {
    return { bucket: this.#bucket, key: lakeKeys.errors(reportId, file) };
  }
}

class CsvErrorWriter implements ErrorWriter {
  readonly #directory: string;
  readonly #stream: WriteStream;
  readonly #former: readonly ReportErrorGroup[];
  readonly #publish: (groups: readonly ReportErrorGroup[]) => Promise<void>;
  readonly #groups = createErrorGroups();

  constructor(
    directory: string,
    path: string,
    former: readonly ReportErrorGroup[],
    publish: (groups: readonly ReportErrorGroup[]) => Promise<void>,
  ) {
    this.#directory = directory;
    this.#former = former;
    this.#publish = publish;
    this.#stream = createWriteStream(path, { flags: 'a' });
  }

  append(error: ReportError): Promise<void> | undefined {
    this.#groups.add(error);
    const { type, line, sheet, column, value } = error;
    const cells = [type, String(line), sheet, column, value, describeReportError(error)];
    const hasRoom = this.#stream.write(`${cells.map(csvCell).join(',')}\r\n`);
    if (hasRoom) return undefined;
    return new Promise((resolve) => this.#stream.once('drain', resolve));
  }

  async close(): Promise<readonly ReportErrorGroup[]> {
    this.#stream.end();
    await finished(this.#stream);
    const groups = [...this.#former, ...this.#groups.groups()];
    await this.#publish(groups);
    return groups;
  }

  async abandon(): Promise<void> {
    this.#stream.destroy();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** Quoted where needed; a cell that a spreadsheet would run as a formula is shown as text. */
function csvCell(text: string): string {
  const shown = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
