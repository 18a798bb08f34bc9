import type { Faults, FunctionRequest } from '#infra/local/functions/faults';

type Around = (request: FunctionRequest, forward: () => Promise<void>) => Promise<void>;

/**
 * Lets a test kill a function around one of its requests: before it reaches the engine, or after the engine has done it.
 * `undefined` without such faults, so that nothing stands in the way of a request.
 */
export function createRequestFaults(
  faults: Faults,
  kill: (functionName: string, reason: string) => void,
): Around | undefined {
  if (faults.beforeRequest === undefined && faults.afterRequest === undefined) return undefined;
  return async (request, forward) => {
    const orDie = async (fault: Faults['beforeRequest']) => {
      try {
        await fault?.(request);
      } catch (error) {
        kill(request.functionName, `Injected at ${request.scope} ${request.operation}: ${String(error)}`);
        throw error;
      }
    };
    await orDie(faults.beforeRequest?.bind(faults));
    await forward();
    await orDie(faults.afterRequest?.bind(faults));
  };
}
