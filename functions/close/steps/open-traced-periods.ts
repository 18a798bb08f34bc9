import type { PlayTraces } from '#close/ports';
import type { ChangePorts } from '#close/steps/change-period';
import { findOrOpen } from '#close/steps/find-or-open';
import { parseCountry } from '#kernel/country';
import { countryPeriod, parseMonth } from '#kernel/market/country-period';

export interface TracePorts extends ChangePorts {
  readonly traces: PlayTraces;
}

/**
 * Opens every country-period of which plays came into the lake since the last time. The newest run of compaction is read again
 * the next time, for it may still have been writing. Safe to repeat.
 */
export async function openTracedPeriods(ports: TracePorts): Promise<{ readonly opened: number }> {
  const runs = await ports.traces.unread();
  const months = new Set(runs.flatMap((run) => run.months.map(({ country, month }) => `${country} ${month}`)));
  let opened = 0;
  for (const traced of [...months].toSorted()) {
    const [code = '', text = ''] = traced.split(' ');
    const [country, month] = [parseCountry(code), parseMonth(text)];
    if (country === undefined || month === undefined) continue;
    const period = await findOrOpen(ports, countryPeriod(country, month));
    if (period.revision === 1) opened += 1;
  }
  const finished = runs.at(-2);
  if (finished !== undefined) await ports.traces.markRead(finished.run);
  return { opened };
}
