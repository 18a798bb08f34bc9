import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Waits for the end of its standard input, which comes when the process at the other end of the pipe is gone however it
 * went, then ends process `$0`: gently, and after five seconds for certain.
 */
const PROGRAM = `cat > /dev/null; kill "$0" || exit 0; n=0
while kill -0 "$0" && [ "$n" -lt 50 ]; do n=$((n + 1)); sleep 0.1; done; kill -9 "$0"`;

/**
 * Makes a child process end when this one is killed, SIGKILL included, by a small guard beside it. Where there is no
 * shell the child is not guarded. Answers the guard's process id.
 */
export function endWithParent(child: ChildProcess): number | undefined {
  if (child.pid === undefined) return undefined;
  const guard = spawn('/bin/sh', ['-c', PROGRAM, String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A terminal's signal to the whole group would end the guard before its time.
    detached: true,
  });
  guard.once('error', () => undefined);
  guard.stdin.once('error', () => undefined);
  guard.unref();
  // The guard of a child that has ended would in time end whoever bears its number then.
  child.once('exit', () => guard.kill('SIGKILL'));
  return guard.pid;
}
