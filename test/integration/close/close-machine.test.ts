import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { createVirtualClock, type SteerableClock } from '#infra/local/clock/virtual-clock';
import { loadAslLibrary } from '#infra/local/state-machines/asl-library';

const DEFINITION: unknown = JSON.parse(
  readFileSync(new URL('../../../statemachines/close-period.asl.json', import.meta.url), 'utf8'),
);
const INPUT = { period_id: 'US_2025_04', attempt: 2 };
const START = Date.parse('2025-05-08T00:00:00Z');
const DAY_MS = 86_400_000;

/** What the states' functions answer of a frozen period whose close goes well. */
const ANSWERS: Readonly<Record<string, object>> = {
  EnsureOpen: {
    state: 'FROZEN',
    country: 'US',
    month: '2025-04',
    period_end: '2025-05-01T00:00:00Z',
    cutoff_at: '2025-05-08T00:00:00Z',
    period_start_ms: 0,
    period_end_ms: 1,
    cutoff_at_ms: 1,
  },
  FlagFraud: { flagged_plays: 0 },
  FreezePool: { outcome: 'rated', amounts: { run: '1', pool: '7', currency: 'USD' } },
  Attribute: { run: '1' },
  Prove: {
    totals_key: 't',
    attributed: '7',
    unattributed: '0',
    residual: '0',
    close_report_key: 'k',
    close_report_hash: 'h',
  },
  PostEarnings: { posting_id: 'p' },
  ReleaseEarnings: { outcome: 'released' },
};

class Failed extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

let clock: SteerableClock = createVirtualClock(START);
afterEach(() => clock.stop());

/** Runs `close-period` over these functions; `days` of virtual time pass. */
async function run(functions: Readonly<Record<string, (time: number) => unknown>>, days = 1) {
  clock = createVirtualClock(START);
  const steps: string[] = [];
  const inputs = new Map<string, unknown>();
  const Execution = { Id: 'e', Name: 'US_2025_04-2', StartTime: '2025-05-08T00:00:00Z' };
  const { result } = loadAslLibrary(clock).run(DEFINITION, INPUT, { Execution }, async (parameters, { context }) => {
    const name = context.State?.Name ?? '';
    steps.push(name);
    inputs.set(name, (parameters as { readonly Payload?: unknown }).Payload);
    const own = functions[name];
    const answer = own === undefined ? (ANSWERS[name] ?? {}) : await own(steps.filter((step) => step === name).length);
    return { Payload: answer };
  });
  let end = 'running';
  void result.then(
    () => (end = 'succeeded'),
    (error: unknown) => (end = `failed: ${String(error)}`),
  );
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  await clock.advanceTo(START + days * DAY_MS, settle);
  return { end, steps, inputs, times: (name: string) => steps.filter((step) => step === name).length };
}

const fails =
  (name: string, message = 'it failed') =>
  () => {
    throw new Failed(name, message);
  };

describe('close-period over failing functions', () => {
  it('goes on where the period stands, and ends PAID', async () => {
    const { end, steps } = await run({});

    expect(end).toBe('succeeded');
    expect(steps).toEqual([
      'EnsureOpen',
      'FreezePool',
      'Attribute',
      'Prove',
      'PostEarnings',
      'ProveLedger',
      'AwaitApproval',
      'ReleaseEarnings',
    ]);
  });

  it('tries an Athena query that failed or was cancelled again, and goes on once it succeeds', async () => {
    const { end, times } = await run({
      Attribute: (time) => (time < 4 ? fails('QueryFailed', 'CANCELLED: Query cancelled by user')() : { run: '1' }),
    });

    expect(end).toBe('succeeded');
    expect(times('Attribute')).toBe(4);
  });

  it('waits for a query that outlasts its function as long as it runs, and does not count that as a failure', async () => {
    const { end, times } = await run({
      Attribute: (time) => (time < 150 ? fails('QueryStillRunning')() : { run: '1' }),
    });

    expect(end).toBe('succeeded');
    expect(times('Attribute')).toBe(150);
  });

  it('records the fault and posts nothing when a query keeps failing', async () => {
    const { end, steps, inputs, times } = await run({ Attribute: fails('QueryFailed', 'FAILED: exhausted') });

    expect(end).toContain('A fault stopped the close of the period');
    expect(times('Attribute')).toBe(6);
    expect(steps.slice(-1)).toEqual(['RecordCloseFault']);
    expect(steps).not.toContain('PostEarnings');
    expect(JSON.stringify(inputs.get('RecordCloseFault'))).toContain('QueryFailed');
  });

  it('takes a function that hangs for one that timed out, tries it again, then records it', async () => {
    const { end, inputs, times } = await run({ Attribute: () => new Promise(() => undefined) }, 3);

    expect(end).toContain('A fault stopped the close of the period');
    expect(times('Attribute')).toBe(6);
    expect(JSON.stringify(inputs.get('RecordCloseFault'))).toContain('States.Timeout');
  });

  it('drops the lines of a run that does not add up, records the fault and pays nobody (R16)', async () => {
    const { end, steps, inputs, times } = await run({ Prove: fails('AttributionNotProven', '0.01 is missing') });

    expect(end).toContain('A fault stopped the close of the period');
    expect(times('Prove')).toBe(1);
    expect(steps.slice(-3)).toEqual(['Prove', 'DropAttribution', 'RecordCloseFault']);
    expect(inputs.get('DropAttribution')).toEqual({ ...INPUT, run: '1' });
    expect(JSON.stringify(inputs.get('RecordCloseFault'))).toContain('0.01 is missing');
  });

  it('records the fault of the proof though its lines cannot be dropped', async () => {
    const { end, inputs } = await run({
      Prove: fails('AttributionNotProven', '0.01 is missing'),
      DropAttribution: fails('AccessDenied'),
    });

    expect(end).toContain('A fault stopped the close of the period');
    expect(JSON.stringify(inputs.get('RecordCloseFault'))).toContain('0.01 is missing');
  });

  it('reminds of missing revenue once a day, with a new token each time, until somebody answers (R21)', async () => {
    const hangs = () => new Promise(() => undefined);
    const reconciling = { ...ANSWERS['EnsureOpen'], state: 'RECONCILING' };

    const { end, steps, times } = await run({ EnsureOpen: () => reconciling, ConfirmRevenue: hangs }, 5.5);

    expect(end).toBe('running');
    expect(times('ConfirmRevenue')).toBe(6);
    expect(steps).not.toContain('RecordCloseFault');
  });

  it('takes corrections once a release that is under way is done, and tries no other way meanwhile', async () => {
    const reconciling = { ...ANSWERS['EnsureOpen'], state: 'RECONCILING' };
    const { steps, times } = await run({
      EnsureOpen: () => reconciling,
      TakeCorrections: (time) => (time < 30 ? fails('ReleaseUnderway')() : { corrections: null }),
      DeterminePool: fails('BrokenInvariant'),
    });

    expect(times('TakeCorrections')).toBe(30);
    expect(steps.slice(-2)).toEqual(['DeterminePool', 'RecordCloseFault']);
  });

  it('waits again for an approval that a woken token did not bring', async () => {
    const { end, times } = await run({
      ReleaseEarnings: (time) => ({ outcome: time < 3 ? 'unapproved' : 'released' }),
    });

    expect(end).toBe('succeeded');
    expect(times('AwaitApproval')).toBe(3);
  });
});
