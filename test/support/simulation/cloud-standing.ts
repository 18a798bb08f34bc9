import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { policyTermsOf } from '#attribution/sealed-inputs';
import { DynamodbPeriodRegister } from '#close/adapters/dynamodb-period-register';
import { LINE_SCALE } from '#close/earnings';
import { countryPeriodOf } from '#close/period';
import type { PeriodState } from '#close/period-state';
import type { LocalCloud } from '#infra/local/local-cloud';
import { parseCountry } from '#kernel/country';
import { BrokenInvariant } from '#kernel/errors';
import { marketTermsOf } from '#kernel/market/market-terms';
import { parseDecimal } from '#kernel/money/decimal';
import { DynamoDbLedgerStore } from '#ledger/adapters/dynamodb-ledger-store';
import { faultsOf } from '#test/support/ledger/audit';
import { clientOptions } from '#test/support/local-cloud';
import { playLakeDesk } from '#test/support/plays/play-lake-desk';
import { type Chosen, expectedBalances, expectedMonths } from '#test/support/simulation/expected-months';
import { balancesOf, type Standing, type StandingMonth } from '#test/support/simulation/invariants';
import type { liveInCloud } from '#test/support/simulation/live-in-cloud';
import { unitsOf } from '#test/support/simulation/memory-attribution';
import type { World } from '#test/support/simulation/random-world';

type LivedInCloud = Awaited<ReturnType<typeof liveInCloud>>;

/** Steps of a period's history that move it, and where to. */
const MOVES: Readonly<Record<string, PeriodState>> = {
  BeginCutoff: 'CUTOFF',
  BeginReconciling: 'RECONCILING',
  FreezePool: 'FROZEN',
  ReleaseEarnings: 'PAID',
};
const replayed = z.looseObject({
  status: z.string(),
  matches: z.boolean().optional(),
  location: z.string().optional(),
});
const trial = z.object({ currencies: z.array(z.object({ currency: z.string(), difference: z.string() })) });

/** What a cloud holds of a world that was lived in it: its lake, its periods and its ledger, as they stand there. */
export async function standingInCloud(world: World, cloud: LocalCloud, lived: LivedInCloud): Promise<Standing> {
  const lake = playLakeDesk(cloud);
  const dynamodb = new DynamoDBClient(clientOptions(cloud));
  const register = new DynamodbPeriodRegister(dynamodb, 'royalty-control');
  const store = new DynamoDbLedgerStore(dynamodb, 'royalty-ledger');
  const months: StandingMonth[] = [];
  const chosen: Chosen[] = [];
  const states = new Map<string, readonly PeriodState[]>();
  const replays: { periodId: string; matches: boolean }[] = [];
  for (const periodId of world.periodIds) {
    const { freeze, proof, posting, policy } = (await register.find(periodId)) ?? {};
    if (freeze === undefined || posting === undefined || policy === undefined)
      throw new BrokenInvariant(`${periodId} never froze`);
    const seal = await lake.sealPorts.book.find(periodId);
    const sealed = await lake.athena.rows('select play_id from plays_sealed where period_id = ? and run = ?', {
      parameters: [periodId, seal?.run ?? ''],
    });
    const [lines] = await lake.athena.rows(
      'select cast(coalesce(sum(payout), 0) as varchar) as total from attribution_lines where period_id = ? and run = ?',
      { parameters: [periodId, freeze.run] },
    );
    months.push({
      periodId,
      playIds: sealed.map(({ play_id = '' }) => play_id).sort(),
      qualifiedPlays: freeze.qualifiedPlays,
      fraudPlays: freeze.fraudPlays,
      pool: unitsOf(freeze.pool.pool),
      claimed: lineDigits(lines?.['total'] ?? ''),
      unclaimed: lineDigits(proof?.unattributed ?? '0'),
      residual: unitsOf(posting.residual),
    });
    const revenue = await lived.revenueOf(periodId, freeze.pool.revenueVersion);
    chosen.push({ periodId, policy, revenue, bridge: 1 });
    states.set(
      periodId,
      (await register.events(periodId)).flatMap(({ step }) => MOVES[step] ?? []),
    );
    replays.push({ periodId, matches: await isReplayed(periodId) });
  }
  const country = parseCountry(world.periodIds[0]?.slice(0, 2) ?? '');
  if (country === undefined) throw new BrokenInvariant('A world has a country');
  const expected = expectedMonths(world, lived.arrivals, chosen, {
    shortPlaysMax: marketTermsOf(country).fraud.shortPlays.playsMax,
    artist: policyTermsOf(countryPeriodOf({ periodId: world.periodIds[0] ?? '' })).artistCentric,
  });
  const { body } = await lived.desk.call('/v1/ledger/trial-balance', { role: 'auditor' });
  const off = trial.parse(body).currencies.filter(({ difference }) => difference !== '0.0000000000');
  const standing: Standing = {
    months,
    states,
    replays,
    ledgerFaults: [...(await faultsOf(store)), ...off.map(({ currency }) => `${currency} does not balance`)],
    balances: await balancesOf(store),
    expected,
    expectedBalances: expectedBalances(world, expected),
  };
  lake.close();
  dynamodb.destroy();
  return standing;

  async function isReplayed(periodId: string): Promise<boolean> {
    const asked = await lived.desk.post(`/v1/periods/${periodId}/replay`, {}, { role: 'auditor' });
    const first = replayed.parse(asked.body);
    if (first.location === undefined) return first.matches === true;
    await cloud.untilIdle();
    const { body: answer } = await lived.desk.call(first.location, { role: 'auditor' });
    return replayed.parse(answer).matches === true;
  }
}

/** A total of lines in 10⁻²⁰. */
function lineDigits(text: string): bigint {
  const { digits, scale } = parseDecimal(text) ?? { digits: 0n, scale: 0 };
  return digits * 10n ** BigInt(LINE_SCALE - scale);
}
