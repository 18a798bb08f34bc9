import { z } from 'zod';
import type { Json } from '#kernel/canonical-json';
import { toCamelKeys, toSnakeKeys } from '#kernel/key-case';
import { type Instant, parseInstant } from '#kernel/time/clock';

const instant = z.string().transform((text, context): Instant => {
  const parsed = parseInstant(text);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: `${text} is no instant` });
  return z.NEVER;
});
const version = z.number().int().min(0);

const schema = z.strictObject({
  periodId: z.string(),
  /** The newest bridge version that this period was held against. */
  lookedVersion: version,
  /** The release that was begun and is not posted; one at a time, so that the next knows what was paid. */
  openVersion: version.exactOptional(),
  releases: z.array(z.strictObject({ bridgeVersion: version, lines: z.number().int().min(1), releasedAt: instant })),
  /** 1, 2, 3, …: the optimistic lock. */
  revision: z.number().int(),
});

/** What of a period's held money was released, by bridge version and oldest first (R10). */
export type PeriodReleases = z.output<typeof schema>;

const attributes = z.record(z.string(), z.json().optional());

export function releasesAttributes(releases: PeriodReleases): Readonly<Record<string, Json | undefined>> {
  return attributes.parse(toSnakeKeys(releases));
}

/** Reads what `releasesAttributes` wrote; throws when it is not that. */
export function releasesFrom(item: Readonly<Record<string, unknown>>): PeriodReleases {
  return schema.parse(toCamelKeys(item));
}

/** A period of which nothing was released yet. */
export function noReleases(periodId: string): PeriodReleases {
  return { periodId, lookedVersion: 0, releases: [], revision: 0 };
}

/** The same with a release begun to a newer version; `undefined` when there is nothing newer to look at. */
export function withBegun(releases: PeriodReleases, bridgeVersion: number): PeriodReleases | undefined {
  if (releases.openVersion !== undefined || releases.lookedVersion >= bridgeVersion) return undefined;
  return { ...releases, openVersion: bridgeVersion, revision: releases.revision + 1 };
}

/** The same with the open release done; one without a line leaves no trace but that it was looked for. */
export function withDone(
  { openVersion: _open, ...rest }: PeriodReleases,
  done: { readonly bridgeVersion: number; readonly lines: number; readonly releasedAt: Instant },
): PeriodReleases {
  const releases = done.lines === 0 ? rest.releases : [...rest.releases, done];
  return { ...rest, releases, lookedVersion: done.bridgeVersion, revision: rest.revision + 1 };
}
