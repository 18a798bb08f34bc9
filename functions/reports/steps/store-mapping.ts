import { type Problem, problem } from '#kernel/api/problem';
import type { Instant } from '#kernel/time/clock';
import { type Mapping, parseMapping } from '#reports/mapping';
import type { MappingStore } from '#reports/ports';

export interface MappingDraft {
  readonly provider: string;
  readonly version: number;
  readonly document: Readonly<Record<string, unknown>>;
  /** Where in the request's body the document stands, for pointers to what is wrong with it. */
  readonly pointer: string;
}

/** Stores the next version of a provider's mapping, checked by its schema. Answers it, or the refusal. */
export async function storeMapping(
  mappings: MappingStore,
  request: Omit<MappingDraft, 'version'> & { readonly subject: string; readonly at: Instant },
): Promise<{ readonly mapping: Mapping; readonly versions: readonly Mapping[] } | Problem> {
  const { provider, document, pointer, subject, at } = request;
  const versions = await mappings.versions(provider);
  const version = Math.max(0, ...versions.map((mapping) => mapping.version)) + 1;
  const draft = draftOf({ provider, version, document, pointer });
  if (draft.kind === 'problem') return draft;
  if ((await mappings.add(draft.mapping, { subject, at })) === 'added') {
    return { mapping: draft.mapping, versions: [...versions, draft.mapping] };
  }
  return problem(409, 'mapping-changed', `Somebody stored version ${version} of ${provider} just now; read it first.`);
}

/** The document as that provider's mapping of that version, whatever it says of both. */
export function draftOf({
  provider,
  version,
  document,
  pointer,
}: MappingDraft): { kind: 'valid'; mapping: Mapping } | Problem {
  const parsed = parseMapping({ ...document, provider, version });
  if (parsed.kind === 'valid') return parsed;
  const errors = parsed.problems.map(({ path, message }) => ({
    in: 'body' as const,
    pointer: `${pointer}${path}`,
    detail: message,
  }));
  const [first] = errors;
  const detail = `body ${first?.pointer ?? pointer}: ${first?.detail ?? 'is no mapping'}; docs/mappings.md says what one has.`;
  return problem(422, 'mapping-invalid', detail, errors);
}
