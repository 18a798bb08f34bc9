import { describe, expect, it } from 'vitest';
import { approvePeriod } from '#close/steps/approve-period';
import { awaitApproval } from '#close/steps/await-approval';
import { releaseEarnings } from '#close/steps/release-earnings';
import { closeWorld } from '#test/support/close-world';
import { aDraft, aPosting, MAY_1 } from '#test/support/ledger/builders';
import { units } from '#test/support/money';
import { aFreeze, aPeriod, aSeal } from '#test/support/period-builders';

const PERIOD = 'US_2025_04';
const H1 = 'payable:holder:H1:USD';
const DIGEST = 'd'.repeat(64);
const posting = {
  postingId: `period.${PERIOD}.distribution`,
  postedAt: MAY_1,
  attributed: '70.0000000000',
  unattributed: '0.0000000000',
  residual: '0.0000000000',
  digest: DIGEST,
};

/** A period that ops asked to close and that stands posted, proven unless the test says otherwise. */
async function aPostedPeriod(isProven = true) {
  const world = closeWorld({});
  const period = aPeriod(PERIOD, {
    state: 'FROZEN',
    askedBy: ['ops'],
    seal: aSeal(),
    freeze: aFreeze(),
    posting: isProven ? { ...posting, provenAt: MAY_1 } : posting,
  });
  const shares = [aPosting(`clearing:pool:${PERIOD}:USD`, 'payable:holder:H1:USD', '70')];
  const draft = aDraft(posting.postingId, shares, { kind: 'distribution' });
  await world.ledger.post(
    aDraft('funding', [aPosting('revenue:US:USD', `clearing:pool:${PERIOD}:USD`, '70')], { kind: 'distribution' }),
  );
  await world.ledger.postInChunks(draft, { until: 'validated' });
  await world.ports.register.create(period, { step: 'Opened', at: MAY_1, note: '' });
  const approve = (subject: string, digest = DIGEST) =>
    approvePeriod(world.ports, { periodId: PERIOD, digest, subject });
  const wait = (taskToken = 'token') => awaitApproval(world.ports, { periodId: PERIOD, taskToken });
  const release = () => releaseEarnings(world.ports, PERIOD);
  const state = async () => (await world.ports.register.find(PERIOD))?.state;
  return { ...world, approve, wait, release, state, available: () => world.available(H1) };
}

describe('an approval', () => {
  it('by another person than who asked pays the period', async () => {
    const { approve, wait, release, woken, state, available } = await aPostedPeriod();

    expect(await wait()).toEqual({ outcome: 'waiting' });
    expect(await approve('approver')).toMatchObject({ approval: { digest: DIGEST, approvedBy: 'approver' } });

    expect(woken).toEqual(['token']);
    expect(await available()).toBe(0n);
    expect(await release()).toEqual({ outcome: 'released' });
    expect(await state()).toBe('PAID');
    expect(await available()).toBe(units('70'));
  });

  it('that came before anybody waited is found by the waiter', async () => {
    const { approve, wait, woken } = await aPostedPeriod();

    await approve('approver');

    expect(woken).toEqual([]);
    expect(await wait()).toEqual({ outcome: 'approved' });
    expect(woken).toEqual(['token']);
  });

  it('is not forged by waking the waiter', async () => {
    const { wait, release, state, available } = await aPostedPeriod();

    await wait();

    expect(await release()).toEqual({ outcome: 'unapproved' });
    expect(await state()).toBe('FROZEN');
    expect(await available()).toBe(0n);
  });

  it('is refused to whoever asked for the close', async () => {
    const { approve, state } = await aPostedPeriod();

    expect(await approve('ops')).toMatchObject({ kind: 'problem', status: 403, code: 'second-person-needed' });
    expect(await state()).toBe('FROZEN');
  });

  it('of another digest than what stands is refused, and so is one of nothing', async () => {
    const { approve } = await aPostedPeriod();
    const unproven = await aPostedPeriod(false);

    expect(await approve('approver', 'e'.repeat(64))).toMatchObject({ status: 409, code: 'digest-differs' });
    expect(await unproven.approve('approver')).toMatchObject({ status: 409, code: 'nothing-to-approve' });
    expect(await approvePeriod(unproven.ports, { periodId: 'FR_2025_04', digest: DIGEST, subject: 'x' })).toMatchObject(
      {
        status: 404,
      },
    );
  });

  it('leads to PAID once, though the release died before the period said so', async () => {
    const { approve, release, ports, ledger, available } = await aPostedPeriod();
    await approve('approver');
    await ledger.release(posting.postingId, { actor: { subject: 'approver' }, reason: `Approved ${DIGEST}` });

    expect(await release()).toEqual({ outcome: 'released' });
    expect(await release()).toEqual({ outcome: 'released' });

    expect(await available()).toBe(units('70'));
    expect((await ports.register.events(PERIOD)).map(({ step }) => step)).toEqual([
      'Opened',
      'Approved',
      'ReleaseEarnings',
    ]);
    expect((await ledger.transaction(posting.postingId))?.states.at(-1)).toMatchObject({
      state: 'posted',
      actor: { subject: 'approver' },
      reason: `Approved ${DIGEST}`,
    });
  });

  it('repeated, or given again after the period is PAID, answers the period', async () => {
    const { approve, release, ports } = await aPostedPeriod();

    await approve('approver');
    await approve('approver');
    await release();

    expect(await approve('approver')).toMatchObject({ state: 'PAID' });
    expect(await release()).toEqual({ outcome: 'released' });
    expect((await ports.register.events(PERIOD)).map(({ step }) => step)).toEqual([
      'Opened',
      'Approved',
      'ReleaseEarnings',
    ]);
  });

  it('outlives a restart of the waiter: the new token is stored, and the fact is there', async () => {
    const { approve, wait, woken } = await aPostedPeriod();

    await wait('first');
    await wait('second');
    await approve('approver');

    expect(woken).toEqual(['second']);
    expect(await wait('third')).toEqual({ outcome: 'approved' });
  });
});
