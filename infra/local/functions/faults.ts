import type { InvokeAnswer } from '#infra/local/engine';

/** A request that a function sends to the AWS endpoint. */
export interface FunctionRequest {
  readonly functionName: string;
  /** The credential scope, e.g. `dynamodb`. */
  readonly scope: string;
  /** The JSON operation, or method and path for the others: `ExecuteTransaction`, `PUT /royalty-lake/archive/…`. */
  readonly operation: string;
}

/**
 * Where tests make a function die. Whatever throws kills the invocation as a crashed sandbox would: before it started,
 * between any two of its requests, or after its last one.
 */
export interface Faults {
  readonly beforeInvoke?: (functionName: string, event: unknown) => void | Promise<void>;
  readonly afterInvoke?: (functionName: string, event: unknown, answer: InvokeAnswer) => void | Promise<void>;
  /** The request never reaches the engine. */
  readonly beforeRequest?: (request: FunctionRequest) => void | Promise<void>;
  /** The engine has done it; the function never hears so. */
  readonly afterRequest?: (request: FunctionRequest) => void | Promise<void>;
}
