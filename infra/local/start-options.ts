import { parseArgs } from 'node:util';
import { CannotStart } from '#infra/local/failure';

/** What `npm start` may be told (interfaces.md). */
export interface StartOptions {
  /** Folder for the state; `undefined`: a temporary one. */
  readonly dataDirectory: string | undefined;
  readonly awsPort: number;
  readonly apiPort: number;
  /** Milliseconds since the epoch. */
  readonly startAt: number | undefined;
  readonly isSeeded: boolean;
}

const USAGE = 'npm start -- [--data DIR | --ephemeral] [--aws-port N] [--api-port N] [--clock ISO] [--seed]';
const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/** Reads the flags. Throws a CannotStart that names the flag and what would be right. */
export function parseStartOptions(flags: readonly string[]): StartOptions {
  const values = parsed(flags);
  if (values.ephemeral && values.data !== undefined)
    throw new CannotStart(`--data and --ephemeral exclude each other; ${USAGE}`);
  return {
    dataDirectory: values.ephemeral ? undefined : (values.data ?? '.local'),
    awsPort: portOf(values['aws-port'], 4566, '--aws-port'),
    apiPort: portOf(values['api-port'], 4000, '--api-port'),
    startAt: instantOf(values.clock),
    isSeeded: values.seed,
  };
}

function parsed(flags: readonly string[]) {
  try {
    return parseArgs({
      args: [...flags],
      options: { data: text, ephemeral: flag, 'aws-port': text, 'api-port': text, clock: text, seed: flag },
    }).values;
  } catch (error) {
    const [reason = ''] = String(error instanceof Error ? error.message : error).split(/\.\s/);
    throw new CannotStart(`${reason}; ${USAGE}`);
  }
}

function portOf(value: string | undefined, normal: number, name: string): number {
  const port = Number(value ?? normal);
  if (/^\d+$/.test(value ?? '0') && port <= 65_535) return port;
  throw new CannotStart(`${name} ${value} is no port; it needs a whole number from 0 (any free one) to 65535`);
}

function instantOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const milliseconds = Date.parse(value);
  if (/^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(milliseconds)) return milliseconds;
  throw new CannotStart(`--clock ${value} is no instant; it needs ISO 8601 in UTC, such as 2025-05-03T00:00:00Z`);
}
