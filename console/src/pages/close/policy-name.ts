import type { Period } from '#console/pages/close/period-queries.ts';

export type Policy = Period['policy'];

const NAMES: Readonly<Record<Policy, string>> = {
  pro_rata: 'Pro-rata',
  user_centric: 'User-centric',
  artist_centric: 'Artist-centric',
};

/** Every distribution policy, to choose from. */
export const POLICIES = (Object.keys(NAMES) as Policy[]).map((value) => ({ value, label: NAMES[value] }));

/** `Pro-rata against user-centric`. */
export const policiesCompared = (own: Policy, other: Policy): string =>
  `${NAMES[own]} against ${NAMES[other].toLowerCase()}`;
