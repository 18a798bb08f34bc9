import type { HolderContent } from '#holders/holder';

/** A whole holder; show only what matters to the test. */
export function aHolder(holder: Partial<HolderContent> = {}): HolderContent {
  return {
    holderId: 'H1',
    name: 'Ada Whistler',
    kind: 'artist',
    currency: 'USD',
    country: 'US',
    commissionRate: '0.15',
    plan: 'standard',
    payoutMethod: 'sepa',
    payoutThreshold: '50',
    ...holder,
  };
}
