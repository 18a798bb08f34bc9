import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

/** Log lines of functions, one file a function, as CloudWatch Logs has one group each. */
export interface LogFiles {
  readonly write: (functionName: string, line: string) => void;
  readonly close: () => Promise<void>;
}

/** Appends to `<dataDirectory>/logs/<function>.log`. */
export function openLogFiles(dataDirectory: string): LogFiles {
  const folder = join(dataDirectory, 'logs');
  mkdirSync(folder, { recursive: true });
  const files = new Map<string, WriteStream>();
  return {
    write(functionName, line) {
      const name = functionName === '' ? 'host' : functionName;
      const file = files.get(name) ?? createWriteStream(join(folder, `${name}.log`), { flags: 'a' });
      files.set(name, file);
      file.write(`${line}\n`);
    },
    async close() {
      await Promise.all([...files.values()].map((file) => new Promise((resolve) => file.end(resolve))));
    },
  };
}
