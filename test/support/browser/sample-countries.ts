import type { Operator } from '#infra/local/operator';
import { playsFile, type SampleCountry, sampleCountries, samplePlays } from '#infra/local/sample-month/sample-plays';

/** A country more than the sample month has, for a person to close. */
const BRITAIN: SampleCountry = {
  country: 'GB',
  currency: 'GBP',
  listeners: 60,
  plays: 2_000,
  fee: '9.99',
  unnamed: '0.00',
  seed: 20_250_403,
};

/** Before the cutoff of April, all in one hour: arrivals of a whole month would be hundreds of objects. */
const ARRIVED_AT = Date.parse('2025-05-07T20:00:00Z');

/** Drops the plays of every country as an archive keeps them, and what the subscribers of Great Britain paid. */
export async function loadCountries(operator: Operator): Promise<void> {
  const rows = Array.from(
    { length: BRITAIN.listeners },
    (_, index) => `GB,2025-04,GB-listener-${index + 1},GBP,${BRITAIN.fee}\n`,
  );
  await operator.drop(
    'revenue/revenue-gb-2025-04.csv',
    Buffer.from(`country,period,user_id,currency,amount\n${rows.join('')}`),
  );
  for (const country of [...sampleCountries, BRITAIN]) {
    const { bulk, streamed } = samplePlays(country);
    const plays = [...bulk, ...streamed].map((play) => ({ ...play, ingested_at_ms: ARRIVED_AT }));
    await operator.drop(`plays-archive/${country.country.toLowerCase()}-2025-04.ndjson.gz`, playsFile(plays));
  }
  await operator.untilIdle();
}
