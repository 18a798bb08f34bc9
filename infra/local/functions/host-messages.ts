/** What the local cloud and a host process say to each other. */

/** A function as its template declares it. */
export interface FunctionSpec {
  readonly name: string;
  /** The handler's source from the template's Metadata, e.g. `functions/reports/handlers/parse-report.ts`. */
  readonly file: string;
  readonly exportName: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Invocations at once; without it as many as come. */
  readonly concurrencyMax: number | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

/** What every host is given when it starts. */
export interface HostStart {
  readonly projectRoot: string;
  /** The folder of the bundled handlers, if there are any. */
  readonly bundles?: string;
  /** Environment that all functions share: endpoint, region, credentials. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface InvokeMessage {
  readonly kind: 'invoke';
  readonly requestId: string;
  readonly spec: FunctionSpec;
  /** The event as JSON: what crosses is what crosses on AWS. */
  readonly event: string;
  /** Virtual minus machine time, in milliseconds: a jump of the clock happens only between invocations. */
  readonly clockOffset: number;
}

/** Asks whether the host's event loop still turns. */
export interface PingMessage {
  readonly kind: 'ping';
}

export type HostMessage =
  | { readonly kind: 'pong' }
  /** The handler is loaded and called: its timeout runs from here, as on AWS. */
  | { readonly kind: 'started'; readonly requestId: string }
  | { readonly kind: 'answered'; readonly requestId: string; readonly payload: string }
  | { readonly kind: 'failed'; readonly requestId: string; readonly error: FunctionFailure }
  | { readonly kind: 'exiting'; readonly requestId: string; readonly code: number }
  | { readonly kind: 'log'; readonly functionName: string; readonly requestId: string; readonly line: string };

/** Lambda's error envelope. */
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}
