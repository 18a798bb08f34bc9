/** A refusal of the API as it explains itself (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly faults: readonly { readonly pointer: string; readonly detail: string }[];

  constructor(status: number, body: unknown) {
    const problem = (typeof body === 'object' && body !== null ? body : {}) as {
      readonly detail?: string;
      readonly title?: string;
      readonly code?: string;
      readonly errors?: readonly { readonly pointer?: string; readonly detail?: string }[];
    };
    super(problem.detail ?? problem.title ?? `The API answered ${status}.`);
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.faults = (problem.errors ?? []).map(({ pointer = '', detail = '' }) => ({ pointer, detail }));
  }
}
