/** How plays become weights of a pool (R19–R20a). */
export const DISTRIBUTION_POLICIES = ['pro_rata', 'user_centric', 'artist_centric'] as const;

export type DistributionPolicy = (typeof DISTRIBUTION_POLICIES)[number];

/** Reads a policy's name as the API and the market terms write it; `undefined` for anything else. */
export function parseDistributionPolicy(text: string): DistributionPolicy | undefined {
  return DISTRIBUTION_POLICIES.find((policy) => policy === text);
}
