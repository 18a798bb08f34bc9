import { S3Error } from '#infra/local/engines/s3/s3-error';

const LINE_BYTES_MAX = 8192;
const LINE_END = Buffer.from('\r\n');
const NOTHING: Buffer = Buffer.alloc(0);

type State = 'size' | 'data' | 'data-end' | 'trailers' | 'done';

/**
 * Takes the `aws-chunked` framing off a body: `hex-size[;chunk-signature=…]\r\n data \r\n … 0\r\n trailer:value\r\n \r\n`.
 * Data is answered where it stands, not copied; at most one line of framing is held.
 */
export class AwsChunkedFraming {
  /** Trailing headers, names in lower case; complete after `end`. */
  readonly trailers: Record<string, string> = {};
  #state: State = 'size';
  #remaining = 0;
  #held: Buffer = NOTHING;

  /** The data among the next bytes of the body. Throws S3Error. */
  *take(bytes: Buffer): Generator<Buffer> {
    let rest = bytes;
    while (rest.length > 0 && this.#state !== 'done') {
      if (this.#state === 'data') {
        const data = rest.subarray(0, this.#remaining);
        yield data;
        this.#remaining -= data.length;
        rest = rest.subarray(data.length);
        if (this.#remaining === 0) this.#state = 'data-end';
        continue;
      }
      const held = this.#held.length === 0 ? rest : Buffer.concat([this.#held, rest]);
      const end = held.indexOf(LINE_END);
      if (end < 0) {
        if (held.length > LINE_BYTES_MAX) throw malformed('a line of framing goes on without an end');
        this.#held = Buffer.from(held);
        return;
      }
      this.#held = NOTHING;
      rest = held.subarray(end + LINE_END.length);
      this.#takeLine(held.subarray(0, end).toString('latin1'));
    }
  }

  /** Throws S3Error when the body ended within the framing. */
  end(): void {
    // Some clients leave out the empty line after the last chunk.
    if (this.#state === 'done' || (this.#state === 'trailers' && this.#held.length === 0)) return;
    throw new S3Error(400, 'IncompleteBody', 'The body ended inside its aws-chunked framing');
  }

  #takeLine(line: string): void {
    switch (this.#state) {
      case 'size': {
        const size = line.split(';')[0] ?? '';
        if (!/^[0-9a-fA-F]{1,12}$/.test(size)) throw malformed(`${JSON.stringify(size)} is no chunk size in hex`);
        this.#remaining = Number.parseInt(size, 16);
        this.#state = this.#remaining === 0 ? 'trailers' : 'data';
        return;
      }
      case 'data-end':
        if (line !== '') throw malformed('a chunk is longer than its size says');
        this.#state = 'size';
        return;
      case 'trailers': {
        if (line === '') {
          this.#state = 'done';
          return;
        }
        const colon = line.indexOf(':');
        if (colon < 1) throw malformed(`${JSON.stringify(line)} is no trailer`);
        this.trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
        return;
      }
      case 'data':
      case 'done':
        return;
    }
  }
}

const malformed = (reason: string) =>
  new S3Error(400, 'InvalidRequest', `The body is not well-formed aws-chunked: ${reason}`);
