import { writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { BUFFER_BYTES, giveBuffer, takeBuffer } from '#infra/local/engines/s3/byte-buffers';

/** Gathers bytes into long writes to one new file: a write is a trip to another thread, whatever its length. */
export class FileSink {
  readonly #path: string;
  #filling = takeBuffer();
  #filled = 0;
  #file: FileHandle | undefined;
  #written: Buffer | undefined;
  #writing: Promise<void> | undefined;
  #isClosed = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Takes a copy: `bytes` may be freed once this resolves. */
  async append(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const piece = bytes.subarray(at, at + BUFFER_BYTES - this.#filled);
      this.#filling.set(piece, this.#filled);
      this.#filled += piece.length;
      at += piece.length;
      if (this.#filled === BUFFER_BYTES) await this.#writeFull();
    }
  }

  /** The file is complete when this resolves. */
  async end(): Promise<void> {
    const rest = this.#filling.subarray(0, this.#filled);
    // What fits into one buffer is written sooner than another thread is woken for it.
    if (this.#file === undefined) writeFileSync(this.#path, rest);
    else {
      await this.#writing;
      await writeWhole(this.#file, rest);
    }
    await this.close();
  }

  /** Lets go of file and buffers, whatever has become of them; a second time does nothing. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#writing?.catch(() => undefined);
    await this.#file?.close();
    for (const buffer of [this.#filling, this.#written]) if (buffer !== undefined) giveBuffer(buffer);
  }

  /** One buffer is written while the other fills. */
  async #writeFull(): Promise<void> {
    this.#file ??= await open(this.#path, 'w');
    await this.#writing;
    [this.#filling, this.#written] = [this.#written ?? takeBuffer(), this.#filling];
    this.#filled = 0;
    this.#writing = writeWhole(this.#file, this.#written);
    // A failure is heard by whoever awaits it next, which may be a while.
    this.#writing.catch(() => undefined);
  }
}

async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
}
