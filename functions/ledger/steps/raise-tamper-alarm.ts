import type { AlarmBell, AlarmRegister, Tampering } from '#ledger/tampering';

/** Writes every tampering down, then tells it. Repeating a batch writes nothing twice and tells it again. */
export async function raiseTamperAlarm(
  tamperings: readonly Tampering[],
  ports: { readonly register: AlarmRegister; readonly bell: AlarmBell },
): Promise<void> {
  for (const tampering of tamperings) {
    await ports.register.record(tampering);
    await ports.bell.ring(tampering);
  }
}
