import type { Instant } from '#kernel/time/clock';

/** One thing that a check found wrong, with the names by which a person finds it. */
export interface AuditFinding {
  /** One sentence: which, what, and what would be right. */
  readonly message: string;
  readonly accounts?: readonly string[];
  /** Entries as `<shard>/<sequence>`, the ids under which the API lists them. */
  readonly entries?: readonly string[];
  readonly transactions?: readonly string[];
}

/**
 * Checks that are carried out together, since they share a reading. Any context may have some of its own: it declares them
 * with its ports, and `platform/compose/audit-checks` adds them to the list. They read and change nothing.
 */
export interface AuditChecks {
  /** Their names in kebab-case, unique over all contexts; each names what is true while it is `ok`. */
  readonly names: readonly string[];
  /**
   * What is wrong by the cut, for each name; nothing for one that is in order. What was recorded after the cut may still be on
   * its way, so no finding is made of it.
   */
  run(cut: Instant): Promise<ReadonlyMap<string, readonly AuditFinding[]>>;
}

/** A check that reads for itself alone. */
export function singleCheck(name: string, run: (cut: Instant) => Promise<readonly AuditFinding[]>): AuditChecks {
  return { names: [name], run: async (cut) => new Map([[name, await run(cut)]]) };
}

/** Checks of which the later ones need what the earlier ones have established; when one cannot be carried out, none after it is. */
export function checksInOrder(...parts: readonly AuditChecks[]): AuditChecks {
  return {
    names: parts.flatMap(({ names }) => names),
    run: async (cut) => {
      const found = new Map<string, readonly AuditFinding[]>();
      for (const part of parts) for (const [name, findings] of await part.run(cut)) found.set(name, findings);
      return found;
    },
  };
}
