import { describe, expect, it } from 'vitest';
import type { ReleaseTotal } from '#attribution/release-totals';
import { LINE_SCALE } from '#close/earnings';
import { noReleases, type PeriodReleases } from '#close/period-releases';
import type { ReleaseRegister } from '#close/release-ports';
import { beginRelease } from '#close/steps/begin-release';
import { planReleases } from '#close/steps/plan-releases';
import { postRelease } from '#close/steps/post-release';
import { formatDecimal } from '#kernel/money/decimal';
import { A_MONTH, closeWorld, ProcessDied } from '#test/support/close-world';
import { faultsOf } from '#test/support/ledger/audit';

const PERIOD = 'US_2025_04';
const HOLDING = 'holding:unattributed:T3:artist:USD';
const ACCOUNTS = ['payable:holder:W1:USD', 'payable:holder:W2:USD', 'payable:holder:W3:USD', HOLDING];

/** Two of the plays of T3 hold three quarters of their rate: the first is claimed by bridge 2, the second by bridge 4. */
function aWorld(crash?: { readonly write: number; readonly after: boolean }) {
  let writes = 0;
  let isReleasing = false;
  const onWrite = (write: () => void) => {
    if (!isReleasing) return write();
    writes += 1;
    const dies = crash?.write === writes;
    if (dies && !crash.after) throw new ProcessDied();
    write();
    if (dies) throw new ProcessDied();
  };
  const world = closeWorld({ [PERIOD]: A_MONTH }, onWrite);
  let stored: PeriodReleases = noReleases(PERIOD);
  let bridgeVersion = 1;
  const releases: ReleaseRegister = {
    find: async () => stored,
    async save(next) {
      if (next.revision !== stored.revision + 1) return 'stale';
      onWrite(() => {
        stored = next;
      });
      return 'saved';
    },
  };
  const lines = new Map<number, readonly ReleaseTotal[]>();
  const ports = {
    ...world.ports,
    releases,
    proven: { list: async () => [PERIOD] },
    bridge: { current: async () => ({ version: bridgeVersion }) as never },
    releaseTotals: { read: async (_: string, version: number) => lines.get(version) ?? [] },
  };

  async function once(): Promise<void> {
    for (const { period_id: periodId, bridge_version } of (await planReleases(ports)).periods) {
      for (;;) {
        const begun = await beginRelease(ports, { periodId, bridgeVersion: bridge_version });
        if (begun.outcome === 'nothing') break;
        const count = lines.get(begun.bridge_version)?.length ?? 0;
        await postRelease(ports, { periodId, bridgeVersion: begun.bridge_version, lines: count });
      }
    }
  }

  return {
    ...world,
    ports,
    lines,
    writes: () => writes,
    stored: () => stored,
    at(version: number) {
      bridgeVersion = version;
    },
    /** Carries out all that is due, starting anew as often as the process dies. */
    async release(): Promise<void> {
      isReleasing = true;
      for (;;) {
        try {
          return await once();
        } catch (error) {
          if (!(error instanceof ProcessDied)) throw error;
        }
      }
    },
  };
}

const line = (holderId: string, amount: string): ReleaseTotal => ({
  trackId: 'T3',
  rightsType: 'artist',
  holderId,
  lines: 1,
  amount,
});

async function outcomeOf(world: ReturnType<typeof aWorld>, rivals = 1) {
  expect(await world.close(PERIOD)).toBe('paid');
  const [held] = await world.ports.totals.read(`totals/${PERIOD}/1`).then(({ unattributed }) => unattributed);
  const half = (held?.amount.digits ?? 0n) / 2n;
  const text = (digits: bigint) => formatDecimal({ digits, scale: LINE_SCALE });
  world.lines.set(2, [line('W1', text(half / 3n)), line('W2', text(half - half / 3n))]);
  world.lines.set(4, [line('W3', text(half))]);
  for (const version of [1, 2, 3, 4]) {
    world.at(version);
    await Promise.all(Array.from({ length: rivals }, () => world.release()));
    await world.release();
  }
  return {
    faults: await faultsOf(world.store),
    balances: await Promise.all(ACCOUNTS.map((account) => world.balance(account))),
    held: held?.amount.digits,
    releases: world.stored().releases.map(({ bridgeVersion, lines }) => [bridgeVersion, lines]),
  };
}

describe('a release whose process dies at a write and that is started over', () => {
  it('moves the same once, whichever write it was, before or after it took effect', async () => {
    const calm = aWorld();
    const expected = await outcomeOf(calm);
    expect(expected.faults).toEqual([]);
    expect(expected.balances.at(-1)).toBe(0n);
    expect(expected.balances.every((units, index) => index === 3 || units > 0n)).toBe(true);
    expect(expected.releases).toEqual([
      [2, 2],
      [4, 1],
    ]);

    for (let write = 1; write <= calm.writes(); write += 1)
      for (const after of [false, true]) expect(await outcomeOf(aWorld({ write, after }))).toEqual(expected);
  });

  it('moves the same once when an event, its repetition and the schedule come together', async () => {
    expect(await outcomeOf(aWorld(), 3)).toEqual(await outcomeOf(aWorld()));
  });

  it('stays held while nobody approved the payment, and when nothing of it is covered', async () => {
    const world = aWorld();
    await world.close(PERIOD);
    const before = await world.balance(HOLDING);
    const period = await world.ports.register.find(PERIOD);
    const unpaid = { ...world.ports, register: { find: async () => ({ ...period, state: 'FROZEN' }) as never } };
    world.at(2);

    expect(await planReleases(unpaid)).toEqual({ periods: [] });
    await world.release();
    expect(await world.balance(HOLDING)).toBe(before);
    expect(world.stored()).toMatchObject({ lookedVersion: 2, releases: [] });
  });
});
