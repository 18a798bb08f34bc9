import type { Clock } from '#kernel/time/clock';
import type { Ledger } from '#ledger/ports';
import type { PaymentDesk } from '#settlement/payment-desk';
import type { LineArchive, RemittanceDesk, SettlementBell, SettlementRegister } from '#settlement/ports';

/** What the steps of settlement stand on. */
export interface SettlementAccess {
  readonly clock: Clock;
  readonly register: SettlementRegister;
  readonly archive: LineArchive;
  readonly desk: PaymentDesk;
  readonly remittances: RemittanceDesk;
  readonly ledger: Pick<Ledger, 'post' | 'balance'>;
  readonly bell: SettlementBell;
}
