import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiProblem } from '#console/api/problem.ts';
import { Button } from '#console/ui/button.tsx';

/** What a question to the API looks like at every moment: asked, refused, empty, answered, or answered and stale. */
export function QueryView<Data>(props: {
  readonly query: UseQueryResult<Data>;
  readonly isEmpty?: (data: Data) => boolean;
  /** What stands there when it is empty; `null`: nothing at all. */
  readonly empty?: ReactNode;
  readonly lines?: number;
  readonly children: (data: Data) => ReactNode;
}) {
  const { data, error, isPending, refetch } = props.query;
  if (data === undefined) {
    if (error !== null) return <Problem error={error} onRetry={() => void refetch()} />;
    return isPending ? <Loading lines={props.lines ?? 4} /> : null;
  }
  const isEmpty = props.isEmpty?.(data) ?? false;
  return (
    <>
      {error !== null && (
        <Notice tone="warn">
          What you see may be out of date: {error.message}
          <Button onPress={() => void refetch()}>Ask again</Button>
        </Notice>
      )}
      {isEmpty && (props.empty === undefined ? <Empty title="Nothing here yet" /> : props.empty)}
      {!isEmpty && props.children(data)}
    </>
  );
}

export function Loading({ lines = 4 }: { readonly lines?: number }) {
  return (
    <div className="panel-body">
      <div className="skeleton" role="status" aria-label="Loading">
        {Array.from({ length: lines }, (_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a skeleton are all the same
          <div key={line} />
        ))}
      </div>
    </div>
  );
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="state-box">
      <strong>{title}</strong>
      {children}
    </div>
  );
}

export function Problem({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const isForbidden = error instanceof ApiProblem && error.status === 403;
  return (
    <div className="state-box" role="alert">
      <strong>{isForbidden ? 'This is not yours to see' : 'That did not work'}</strong>
      <span>{error instanceof Error ? error.message : String(error)}</span>
      {error instanceof ApiProblem &&
        error.faults.map(({ pointer, detail }) => (
          <span key={`${pointer}${detail}`} className="small">
            <code>{pointer}</code> {detail}
          </span>
        ))}
      {onRetry !== undefined && !isForbidden && <Button onPress={onRetry}>Try again</Button>}
    </div>
  );
}

export function Notice(props: { readonly tone: 'ok' | 'warn' | 'bad' | 'info'; readonly children: ReactNode }) {
  return (
    <div className="notice" data-tone={props.tone} role={props.tone === 'bad' ? 'alert' : 'status'}>
      {props.children}
    </div>
  );
}
