import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostMessage, HostStart, InvokeMessage, PingMessage } from '#infra/local/functions/host-messages';

/** One process that runs handlers. */
export interface HostProcess {
  readonly send: (message: InvokeMessage | PingMessage) => void;
  /** Kills it, whatever it is doing, native code too; resolves when it is gone. */
  readonly kill: () => Promise<void>;
}

export interface HostProcessListener {
  readonly onMessage: (message: HostMessage) => void;
  /** It ended by itself; `why` in words. */
  readonly onEnd: (why: string) => void;
}

/**
 * V8's own young generation of 64 MiB fills once and stays resident in every host, and one that begins with 1 MiB is
 * collected a dozen times before the first function has run; rows die young in a small one too, unless V8 takes the first batch that lives long for a rule and makes every row in the old generation from then on.
 */
const SMALL_HEAP = ['--min-semi-space-size=8', '--max-semi-space-size=8', '--no-allocation-site-pretenuring'];

/**
 * Starts a host. A process and not a thread: a thread that is ended during a native call, such as a DuckDB query, takes
 * the whole local cloud with it.
 */
export function startHostProcess(start: HostStart, listener: HostProcessListener): HostProcess {
  const child: ChildProcess = fork(
    fileURLToPath(new URL('./host-program.ts', import.meta.url)),
    [JSON.stringify(start)],
    {
      execArgv: ['--disable-warning=ExperimentalWarning', '--enable-source-maps', ...SMALL_HEAP],
      // Functions load a second time, and in the second host, without being compiled again.
      env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'pennywhistle-compile-cache') },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.on('message', (message) => listener.onMessage(message as HostMessage));
  child.on('error', (error) => listener.onEnd(error.message));
  child.once('exit', (code, signal) => {
    process.off('exit', kill);
    listener.onEnd(signal === null ? `exit status ${code}` : `signal ${signal}`);
  });
  return {
    // A message to a process that has just ended is answered by its end.
    send: (message) => void child.send(message, () => undefined),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      kill();
      await gone;
    },
  };
}
