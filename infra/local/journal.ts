import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Values by id that survive a crash of the process: every change is on disk before the call returns. */
export interface Journal<Value> {
  /** The values that were there at the start, oldest first. */
  readonly recovered: ReadonlyMap<string, Value>;
  readonly put: (id: string, value: Value) => void;
  readonly remove: (id: string) => void;
  readonly close: () => void;
}

/**
 * A journal in `<folder>/<name>.jsonl`, compacted when it is opened. A line torn by a crash was never acknowledged, so
 * it is dropped. What JSON carries of a value is what comes back.
 */
export function openJournal<Value>(folder: string, name: string): Journal<Value> {
  const file = join(folder, `${name}.jsonl`);
  mkdirSync(dirname(file), { recursive: true });
  const recovered = read<Value>(file);
  const lines = [...recovered].map(([id, value]) => `${JSON.stringify([id, value])}\n`);
  writeFileSync(`${file}.new`, lines.join(''));
  renameSync(`${file}.new`, file);
  const descriptor = openSync(file, 'a');
  let isOpen = true;
  const write = (entry: readonly unknown[]) => {
    if (isOpen) writeSync(descriptor, `${JSON.stringify(entry)}\n`);
    else appendFileSync(file, `${JSON.stringify(entry)}\n`);
  };
  return {
    recovered,
    put: (id, value) => write([id, value]),
    remove: (id) => write([id]),
    close() {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
  };
}

function read<Value>(file: string): Map<string, Value> {
  const values = new Map<string, Value>();
  if (!existsSync(file)) return values;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const entry = parseLine<Value>(line);
    if (entry === undefined) continue;
    if (entry.length === 1) values.delete(entry[0]);
    else values.set(entry[0], entry[1]);
  }
  return values;
}

function parseLine<Value>(line: string): readonly [string] | readonly [string, Value] | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
