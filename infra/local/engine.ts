import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

export type AwsRequest = IncomingMessage | Http2ServerRequest;
export type AwsResponse = ServerResponse | Http2ServerResponse;

/** `wait`: somebody waits for a date (a schedule, a deadline). `work`: work is due again soon (a retry, a redelivery). */
export type TimerKind = 'wait' | 'work';

/** The virtual clock of the local cloud: every engine stamps with it and waits on it. */
export interface VirtualClock {
  /** Milliseconds since the Unix epoch, virtual. */
  readonly now: () => number;
  /** Runs `action` when virtual time reaches `atMilliseconds`; answers a canceller. Only `work` keeps the cloud from being idle. */
  readonly at: (atMilliseconds: number, action: () => void, kind?: TimerKind) => () => void;
}

/** What is in flight; `GET /_local/idle` answers 200 once nothing is. */
export interface Activity {
  /** Counts one piece of work named `label` until the returned function is called. */
  readonly begin: (label: string) => () => void;
  /** Adds a source of undelivered work that is counted on demand, such as a queue's visible messages. */
  readonly watch: (label: string, count: () => number | Promise<number>) => void;
}

export interface InvokeAnswer {
  readonly payload: unknown;
  /** Set when the handler threw or timed out, as Lambda's `X-Amz-Function-Error` is. */
  readonly functionError?: {
    readonly errorType: string;
    readonly errorMessage: string;
    readonly trace: readonly string[];
  };
}

/** What an engine may use of the rest of the local cloud. */
export interface LocalCloudContext {
  readonly clock: VirtualClock;
  readonly activity: Activity;
  /** Folder that survives a restart; each engine keeps to a subfolder of its own name. */
  readonly dataDirectory: string;
  readonly accountId: '000000000000';
  readonly region: 'us-east-1';
  /** The one AWS endpoint, e.g. `http://127.0.0.1:4566`. */
  readonly endpoint: () => string;
  /** Invokes a function by physical name (normalised from any ARN form). */
  readonly invoke: (functionName: string, event: unknown) => Promise<InvokeAnswer>;
  /** Puts one event on an EventBridge bus, as S3 and the schedules do. */
  readonly putEvent: (event: {
    readonly bus?: string;
    readonly source: string;
    readonly detailType: string;
    readonly detail: unknown;
    readonly resources?: readonly string[];
  }) => Promise<void>;
  readonly log: (line: string) => void;
}

/** One AWS service behind the one port, chosen by the SigV4 credential scope. */
export interface Engine {
  /** Credential scopes served, e.g. `['s3']`, `['states']`, `['dynamodb']`. */
  readonly scopes: readonly string[];
  readonly handle: (request: AwsRequest, response: AwsResponse) => Promise<void>;
  /** Ends cleanly; state on disk is complete when it resolves. */
  readonly stop: () => Promise<void>;
}
