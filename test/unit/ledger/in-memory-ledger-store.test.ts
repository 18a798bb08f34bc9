import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { describeLedgerStore } from '#test/support/ledger/store-contract';

describeLedgerStore('the store in memory', async () => new InMemoryLedgerStore());
