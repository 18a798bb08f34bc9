import { RoyaltyError } from '#kernel/errors';
import type { MarketTerms } from '#kernel/market/market-terms';
import type { Clock } from '#kernel/time/clock';
import { EXTERNAL_SCOPE, type FlagBook, type FlagOutcome, type FlagQueries, flagRunName } from '#plays/fraud-ports';
import { fraudRulesOf } from '#plays/fraud-rules';
import type { PlaySeals } from '#plays/ports';
import type { SealLake } from '#plays/seal-ports';

export interface FlagFraudPorts {
  readonly seals: PlaySeals;
  readonly book: FlagBook;
  readonly queries: FlagQueries;
  readonly objects: Pick<SealLake, 'rowsOf'>;
  readonly clock: Clock;
}

export interface FlagRequest {
  readonly periodId: string;
  /** Of the close; the same attempt flags once. */
  readonly attempt: string;
  /** Of the period's country. */
  readonly terms: Pick<MarketTerms, 'fraud'>;
}

/** Only the plays of a sealed period are searched for fraud. */
export class PeriodNotSealed extends RoyaltyError {
  override readonly name = 'PeriodNotSealed';
}

/**
 * Runs the fraud rules of a market over the sealed plays of a period and appends what they flag, each flag with its evidence
 * (R7). Plays are never touched. Repeating an attempt answers what it found first. Throws `PeriodNotSealed`,
 * `QueryStillRunning`, and `QueryFailed`, after which a next call writes anew.
 */
export async function flagFraud(
  { periodId, attempt, terms }: FlagRequest,
  { seals, book, queries, objects, clock }: FlagFraudPorts,
): Promise<FlagOutcome> {
  const standing = await book.outcome(periodId, attempt);
  if (standing !== undefined) return standing;
  const seal = await seals.find(periodId);
  if (seal === undefined)
    throw new PeriodNotSealed(`${periodId} is not sealed; its plays are searched for fraud after its cutoff`);
  const rules = fraudRulesOf(terms);
  const run = await book.begin({ periodId, attempt, sealRun: seal.run, rules, flaggedAt: clock.now() });
  try {
    const written = await queries.writeFlags(run);
    const flagged = await Promise.all(
      written.map(async (object) => ({ ...object, rows: await objects.rowsOf(object) })),
    );
    const external = (await book.sealedFor(periodId)).find(({ scope }) => scope === EXTERNAL_SCOPE);
    const { flags, flaggedPlays } = await queries.count(run, external?.run);
    const set = { scope: periodId, run: flagRunName(run), flags, objects: flagged };
    return await book.complete(run, { flags: set, flaggedPlays });
  } catch (error) {
    if (error instanceof Error && error.name === 'QueryFailed') await book.recordFailure(run);
    throw error;
  }
}
