import type { Currency } from '#kernel/money/currency';
import { type Instant, instantOf } from '#kernel/time/clock';
import { bankAccount, ownBankAccount } from '#ledger/account';
import type { DeskPayment } from '#settlement/payment-desk';
import { importBankFile } from '#settlement/steps/import-bank-file';
import type { SettlementAccess } from '#settlement/steps/settlement-access';
import { aClock, aLedger } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { bytesOf } from '#test/support/settlement/bank-files';
import { MemoryDesk } from '#test/support/settlement/memory-desk';
import {
  MemoryLineArchive,
  MemorySettlementRegister,
  memoryBell,
  memoryRemittances,
} from '#test/support/settlement/memory-register';
import { type RenderedStatement, renderCamt } from '#test/support/settlement/render-statement';

export const EUR = 'EUR' as Currency;
/** The account that rendered statements are of, as it is named here. */
export const OWN_ACCOUNT = 'DE89370400440532013000';

export function aDeskPayment(over: Partial<DeskPayment> = {}): DeskPayment {
  const paymentId = over.paymentId ?? 'p_1';
  return {
    paymentId,
    endToEndId: `E2E-${paymentId}`,
    batchId: 'PB-1',
    name: 'Jane Doe',
    units: 123_400_000_000n,
    currency: EUR,
    state: 'instructed',
    ...over,
  };
}

/** Settlement over ports in memory. */
export function settlementDesk(start: Instant = instantOf(Date.UTC(2025, 4, 7))) {
  const clock = aClock(start);
  const { ledger, access: ledgerAccess } = aLedger(new InMemoryLedgerStore(), clock);
  const desk = new MemoryDesk();
  const register = new MemorySettlementRegister();
  const archive = new MemoryLineArchive();
  const bell = memoryBell();
  const remittances = memoryRemittances();
  const access: SettlementAccess = { clock, register, archive, desk, remittances, ledger, bell };
  let drops = 0;
  const dropText = (text: string) => {
    drops += 1;
    return importBankFile(`d_${drops}`, bytesOf(text, 4096), access);
  };
  return {
    access,
    bell,
    clock,
    desk,
    ledger,
    ledgerAccess,
    register,
    remittances,
    /** Drops statements as one camt.053. */
    drop: (...statements: readonly RenderedStatement[]) => dropText(renderCamt(statements)),
    dropText,
    posted: async (account: string) => (await ledger.balance(account as never)).posted,
    own: async () => (await ledger.balance(ownBankAccount({ account: OWN_ACCOUNT, currency: EUR }))).posted,
    transit: async () => (await ledger.balance(bankAccount(EUR))).posted,
  };
}
