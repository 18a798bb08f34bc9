import { setTimeout as delay } from 'node:timers/promises';

/** Misbehaves as it is told: hangs, throws late, exits, fails. */
export async function handler(event: { readonly how: string }): Promise<unknown> {
  switch (event.how) {
    case 'hang':
      for (;;);
    case 'throw-late':
      setTimeout(() => {
        throw new RangeError('too late');
      }, 5);
      await delay(5_000);
      return 'never';
    case 'exit':
      return process.exit(7);
    case 'fail':
      throw Object.assign(new Error('PeriodNotReconciled: US_2025_04 is OPEN'), { name: 'PeriodNotReconciled' });
    default:
      await delay(Number(event.how));
      return event.how;
  }
}
