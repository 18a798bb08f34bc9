import { Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { grantSettlement, SETTLEMENT_LISTS, settlementEnvironment } from '#infra/constructs/bank-importers';
import { grantControlList } from '#infra/constructs/control-grants';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { physicalName } from '#infra/constructs/stage';
import type { ApiStack } from '#infra/stacks/api-stack';
import type { StorageStack } from '#infra/stacks/storage-stack';

export interface SettlementStackProps {
  readonly storage: StorageStack;
  readonly api: ApiStack;
}

/** Bank statements against our books: what is open is matched again, and the difference is looked at every day. */
export class SettlementStack extends Stack {
  readonly #storage: StorageStack;

  constructor(scope: Construct, id: string, { storage, api }: SettlementStackProps) {
    super(scope, id, { description: 'Pennywhistle: settlement with the bank' });
    this.#storage = storage;
    this.#rematch();
    this.#check();
    this.#addRoutes(api);
  }

  /** After every word of payouts, and each hour for what no event told. */
  #rematch(): void {
    const rematchLines = this.#function(
      'RematchLines',
      'rematch-lines',
      'payments that the bank has made look unpaid',
      true,
    );
    new Rule(this, 'PayoutsMoved', {
      ruleName: physicalName(this, 'royalty-payouts-moved'),
      eventBus: this.#storage.eventBus,
      eventPattern: { source: ['pennywhistle.payouts'] },
      targets: [new LambdaFunction(rematchLines)],
    });
    new Rule(this, 'Hourly', {
      ruleName: physicalName(this, 'royalty-hourly-rematch'),
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new LambdaFunction(rematchLines)],
    });
  }

  /** It fails while a difference stands, and so alarms. */
  #check(): void {
    const impact = 'the bank and our books differ, or the bank has gone quiet; look before the next payout run';
    const checkSettlement = this.#function('CheckSettlement', 'check-settlement', impact, true);
    new Rule(this, 'Difference', {
      ruleName: physicalName(this, 'royalty-settlement-difference'),
      eventBus: this.#storage.eventBus,
      eventPattern: { source: ['pennywhistle.settlement'], detailType: ['Settlement Difference'] },
      targets: [new LambdaFunction(checkSettlement)],
    });
    new Rule(this, 'Daily', {
      ruleName: physicalName(this, 'royalty-daily-settlement'),
      schedule: Schedule.expression('cron(15 6 * * ? *)'),
      targets: [new LambdaFunction(checkSettlement)],
    });
  }

  #addRoutes(api: ApiStack): void {
    const unseen = 'operations cannot see what the bank says';
    const stuck = 'money that the bank has moved stays without an owner';
    const routes = [
      ['GET', '/v1/settlement/statements', 'ListBankStatements', 'list-bank-statements', unseen],
      ['GET', '/v1/settlement/unmatched', 'ListUnmatchedLines', 'list-unmatched-lines', unseen],
      ['POST', '/v1/settlement/unmatched/{id}/match', 'MatchUnmatchedLine', 'match-unmatched-line', stuck],
      ['POST', '/v1/settlement/unmatched/{id}/approve', 'ApproveUnmatchedLine', 'approve-unmatched-line', stuck],
    ] as const;
    for (const [method, path, id, file, impact] of routes)
      api.addRoute(
        method,
        path,
        method === 'GET' ? this.#lister(id, file, impact) : this.#function(id, file, impact, false),
      );
  }

  #lister(id: string, file: string, errorImpact: string): RoyaltyFunction {
    const { controlTable } = this.#storage;
    const fn = new RoyaltyFunction(this, id, {
      file: `functions/settlement/handlers/${file}.ts`,
      errorImpact,
      environment: { CONTROL_TABLE: controlTable.tableName },
    });
    grantControlList(controlTable, fn, [...SETTLEMENT_LISTS]);
    return fn;
  }

  #function(id: string, file: string, errorImpact: string, isAsynchronous: boolean): RoyaltyFunction {
    const fn = new RoyaltyFunction(this, id, {
      file: `functions/settlement/handlers/${file}.ts`,
      errorImpact,
      timeout: isAsynchronous ? Duration.minutes(15) : Duration.seconds(30),
      memoryMegabytes: 1024,
      isAsynchronous,
      environment: settlementEnvironment(this.#storage),
    });
    grantSettlement(fn, this.#storage);
    grantControlList(this.#storage.controlTable, fn, [...SETTLEMENT_LISTS]);
    return fn;
  }
}
