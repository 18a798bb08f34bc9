import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { grantControlList, grantControlRead, grantControlWrite } from '#infra/constructs/control-grants';
import { grantLedgerRead } from '#infra/constructs/ledger-grants';
import { PAYEES, PayoutFunctions, UNPAID } from '#infra/constructs/payout-functions';
import type { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { RoyaltyStateMachine } from '#infra/constructs/royalty-state-machine';
import type { ApiStack } from '#infra/stacks/api-stack';
import type { StorageStack } from '#infra/stacks/storage-stack';

const RUNS = ['PAYOUTS'];
const SHORT = { timeout: Duration.seconds(30) };

export interface PayoutsStackProps {
  readonly storage: StorageStack;
  readonly api: ApiStack;
}

/** Payouts: from what is payable to files that banks take. */
export class PayoutsStack extends Stack {
  readonly #storage: StorageStack;
  readonly #functions: PayoutFunctions;

  constructor(scope: Construct, id: string, { storage, api }: PayoutsStackProps) {
    super(scope, id, { description: 'Pennywhistle: payout runs' });
    this.#storage = storage;
    this.#functions = new PayoutFunctions(this, storage);
    this.#payoutRun();
    this.#addRunRoutes(api);
    this.#addHolderRoutes(api);
  }

  #payoutRun(): void {
    const waiting = this.#functions.step('AwaitRunApproval', 'await-run-approval', SHORT);
    this.#functions.allowWaking(waiting);
    const render = this.#functions.step('RenderBatches', 'render-batches', { memoryMegabytes: 2048 });
    this.#functions.allowFiles(render, { isReader: false });
    new RoyaltyStateMachine(this, 'payout-run', {
      errorImpact: UNPAID,
      timeout: Duration.days(30),
      functions: {
        PlanPayments: this.#functions.posting('PlanPayments', 'plan-payments', PAYEES),
        SumUpRun: this.#functions.telling('SumUpRun', 'sum-up-run'),
        AwaitRunApproval: waiting,
        RemindApprovers: this.#functions.telling('RemindApprovers', 'remind-approvers'),
        ClearPayments: this.#functions.posting('ClearPayments', 'clear-payments', PAYEES),
        RenderBatches: render,
        InstructPayments: this.#functions.posting('InstructPayments', 'instruct-payments'),
        SubmitRun: this.#functions.telling('SubmitRun', 'submit-run'),
        TracePayments: this.#tracePayments(),
        ExpireRun: this.#functions.posting('ExpireRun', 'expire-run'),
        RecordPayoutFault: this.#functions.step('RecordPayoutFault', 'record-payout-fault', SHORT),
      },
    });
  }

  #tracePayments(): RoyaltyFunction {
    const { controlTable, ledgerTable } = this.#storage;
    const fn = this.#functions.reader(
      'TracePayments',
      'trace-payments',
      'a period does not show the runs that paid it',
      {
        timeout: Duration.minutes(15),
        memoryMegabytes: 1024,
      },
    );
    fn.addEnvironment('LEDGER_TABLE', ledgerTable.tableName);
    grantLedgerRead(ledgerTable, fn);
    grantControlWrite(controlTable, fn, ['PERIOD#PAYOUTS#*']);
    return fn;
  }

  #addRunRoutes(api: ApiStack): void {
    const unseen = 'nobody sees what a payout run pays';
    const runs = '/v1/payout-runs';
    const start = this.#functions.reader('StartPayoutRun', 'start-payout-run', UNPAID);
    this.#functions.allowStarting(start);
    api.addRoute('POST', runs, start);
    const list = this.#functions.reader('ListPayoutRuns', 'list-payout-runs', unseen);
    grantControlList(this.#storage.controlTable, list, RUNS);
    api.addRoute('GET', runs, list);
    api.addRoute('GET', `${runs}/{id}`, this.#functions.reader('GetPayoutRun', 'get-payout-run', unseen));
    api.addRoute(
      'GET',
      `${runs}/{id}/payments`,
      this.#functions.reader('ListPayoutPayments', 'list-payout-payments', unseen),
    );
    api.addRoute(
      'GET',
      `${runs}/{id}/carried`,
      this.#functions.reader('ListCarriedBalances', 'list-carried-balances', unseen),
    );
    const approve = this.#functions.step('ApprovePayoutRun', 'approve-payout-run', SHORT);
    this.#functions.allowWaking(approve);
    api.addRoute('POST', `${runs}/{id}/approve`, approve);
    const resume = this.#functions.reader('ResumePayoutRun', 'resume-payout-run', UNPAID);
    this.#functions.allowStarting(resume);
    api.addRoute('POST', `${runs}/{id}/resume`, resume);
    const files = this.#functions.reader(
      'ListPayoutFiles',
      'list-payout-files',
      'nobody can bring payments to the bank',
    );
    this.#functions.allowFiles(files, { isReader: true });
    api.addRoute('GET', `${runs}/{id}/files`, files);
  }

  #addHolderRoutes(api: ApiStack): void {
    const tax = this.#functions.reader('GetTaxYear', 'get-tax-year', 'a holder’s tax return cannot be made out');
    grantControlRead(this.#storage.controlTable, tax, ['FX#*']);
    api.addRoute('GET', '/v1/holders/{id}/tax/{year}', tax);
    const notices = this.#functions.reader('ListNotices', 'list-notices', 'holders do not see why they were not paid');
    api.addRoute('GET', '/v1/holders/{id}/notices', notices);
    api.addRoute('PUT', '/v1/holders/{id}/hold', this.#setHold());
  }

  #setHold(): RoyaltyFunction {
    const { controlTable } = this.#storage;
    const fn = this.#functions.reader('SetHold', 'set-hold', 'a holder under dispute may be paid');
    grantControlWrite(controlTable, fn, ['HOLD#*']);
    grantControlRead(controlTable, fn, ['HOLDER#*']);
    return fn;
  }
}
