import type { MarketTerms } from '#kernel/market/market-terms';

export const FRAUD_RULES = ['short_plays', 'user_day', 'shared_device', 'tempo'] as const;
export type FraudRuleName = (typeof FRAUD_RULES)[number];

/** One rule as it runs for one period: what it is, which text of it, and the market's numbers. */
export interface FraudRule {
  readonly name: FraudRuleName;
  /** Grows whenever the rule's query changes what it flags; every flag carries it. */
  readonly version: number;
  readonly parameters: Readonly<Record<string, number>>;
}

/** The rules that a market's terms switch on, with its thresholds (R7). */
export function fraudRulesOf({ fraud }: Pick<MarketTerms, 'fraud'>): readonly FraudRule[] {
  const { shortPlays, userDay, device, tempo } = fraud;
  const rules: readonly (FraudRule & { readonly isEnabled: boolean })[] = [
    {
      name: 'short_plays',
      version: 1,
      isEnabled: true,
      parameters: {
        duration_min_s: shortPlays.durationSecondsMin,
        duration_max_s: shortPlays.durationSecondsMax,
        short_plays_max: shortPlays.playsMax,
      },
    },
    {
      name: 'user_day',
      version: 1,
      isEnabled: true,
      parameters: { eligible_plays_max: userDay.eligiblePlaysMax },
    },
    { name: 'shared_device', version: 1, isEnabled: true, parameters: { users_max: device.usersMax } },
    {
      name: 'tempo',
      version: 1,
      isEnabled: tempo.isEnabled,
      parameters: { window_ms: tempo.windowSeconds * 1000, tempo_plays_max: tempo.eligiblePlaysMax },
    },
  ];
  return rules
    .filter(({ isEnabled }) => isEnabled)
    .map(({ name, version, parameters }) => ({ name, version, parameters }));
}
