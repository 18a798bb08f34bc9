import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { ADJUSTMENTS, CloseFunctions, UNPAID } from '#infra/constructs/close-functions';
import { addCloseRoutes, MONTHS } from '#infra/constructs/close-routes';
import {
  grantControlCheck,
  grantControlList,
  grantControlRead,
  grantControlWrite,
} from '#infra/constructs/control-grants';
import { grantLedgerRead } from '#infra/constructs/ledger-grants';
import { grantObjectList, grantObjectRead } from '#infra/constructs/object-grants';
import { alarmOn } from '#infra/constructs/royalty-alarms';
import type { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { RoyaltyStateMachine } from '#infra/constructs/royalty-state-machine';
import { physicalName } from '#infra/constructs/stage';
import { allowSynchronousChild } from '#infra/constructs/synchronous-child';
import type { ApiStack } from '#infra/stacks/api-stack';
import type { AttributionStack } from '#infra/stacks/attribution-stack';
import type { PlaysStack } from '#infra/stacks/plays-stack';
import type { StorageStack } from '#infra/stacks/storage-stack';

const REVENUE = ['REVENUE#*'];

export interface CloseStackProps {
  readonly storage: StorageStack;
  readonly api: ApiStack;
  readonly plays: PlaysStack;
  readonly attribution: AttributionStack;
}

/** The close: from a month of plays of a country to paid lines. */
export class CloseStack extends Stack {
  readonly #storage: StorageStack;
  readonly #functions: CloseFunctions;

  constructor(scope: Construct, id: string, props: CloseStackProps) {
    super(scope, id, { description: 'Pennywhistle: the close of country-periods' });
    this.#storage = props.storage;
    this.#functions = new CloseFunctions(this, props.storage);
    this.#closePeriod(props);
    this.#monthlyClose();
    this.#wakeOnRevenue();
    this.#openOnPlays(props.plays);
    addCloseRoutes(this.#functions, props);
  }

  #closePeriod({ plays: { intake, lake }, attribution }: CloseStackProps): void {
    const machine = new RoyaltyStateMachine(this, 'close-period', {
      errorImpact: UNPAID,
      functions: {
        EnsureOpen: this.#functions.step('EnsureOpen', 'ensure-open'),
        BeginCutoff: this.#functions.step('BeginCutoff', 'begin-cutoff'),
        StartDrain: intake.startDrain,
        CheckDrain: intake.checkDrain,
        SealPlays: lake.sealPlays,
        BeginReconciling: this.#functions.step('BeginReconciling', 'begin-reconciling'),
        FlagFraud: lake.flagFraud,
        ConfirmRevenue: this.#confirmRevenue(),
        AwaitPreviousPeriod: this.#functions.waiting('AwaitPreviousPeriod', 'await-previous-period', REVENUE),
        DeterminePool: this.#determinePool(),
        FreezePool: this.#freezePool(),
        ...attribution.steps,
        PostEarnings: this.#postEarnings(),
        ProveLedger: this.#proveLedger(),
        AwaitApproval: this.#functions.waiting('AwaitApproval', 'await-approval'),
        ReleaseEarnings: this.#functions.posting('ReleaseEarnings', 'release-earnings'),
        RecordCloseFault: this.#functions.step('RecordCloseFault', 'record-close-fault'),
      },
      substitutions: { CompactPlaysMachineArn: lake.compactPlays.stateMachineArn },
    });
    allowSynchronousChild(machine, lake.compactPlays);
  }

  #confirmRevenue(): RoyaltyFunction {
    const fn = this.#functions.waiting('ConfirmRevenue', 'confirm-revenue', REVENUE);
    alarmOn(fn, 'NoRevenue', {
      description: `A close waits for revenue that nobody dropped: ${UNPAID} until somebody does`,
      metric: new Metric({
        namespace: 'Pennywhistle',
        metricName: 'ClosesWithoutRevenue',
        dimensionsMap: { service: fn.functionName, function_name: fn.functionName },
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
    });
    return fn;
  }

  #determinePool(): RoyaltyFunction {
    const { controlTable, ledgerTable } = this.#storage;
    const fn = this.#functions.step('DeterminePool', 'determine-pool');
    grantControlRead(controlTable, fn, [...REVENUE, ...ADJUSTMENTS]);
    fn.addEnvironment('LEDGER_TABLE', ledgerTable.tableName);
    grantLedgerRead(ledgerTable, fn);
    return fn;
  }

  #freezePool(): RoyaltyFunction {
    const fn = this.#functions.step('FreezePool', 'freeze-pool');
    grantControlCheck(this.#storage.controlTable, fn, REVENUE);
    grantControlWrite(this.#storage.controlTable, fn, [...ADJUSTMENTS, 'REVENUE#COUNTRY#*']);
    return fn;
  }

  #postEarnings(): RoyaltyFunction {
    const { lakeBucket } = this.#storage;
    const fn = this.#functions.posting('PostEarnings', 'post-earnings', {
      timeout: Duration.minutes(15),
      memoryMegabytes: 2048,
    });
    grantObjectRead(lakeBucket, fn, 'attribution_totals/');
    grantObjectRead(lakeBucket, fn, 'correction_totals/');
    grantObjectList(lakeBucket, fn);
    return fn;
  }

  #proveLedger(): RoyaltyFunction {
    const fn = this.#functions.waiting('ProveLedger', 'prove-ledger');
    fn.addEnvironment('LEDGER_TABLE', this.#storage.ledgerTable.tableName);
    grantLedgerRead(this.#storage.ledgerTable, fn);
    return fn;
  }

  /** On the first of the month, and again for countries that were first heard of while plays may still arrive. */
  #monthlyClose(): void {
    const plan = this.#functions.step('PlanMonthlyClose', 'plan-monthly-close', { timeout: Duration.minutes(2) });
    grantControlList(this.#storage.controlTable, plan, MONTHS);
    grantObjectList(this.#storage.lakeBucket, plan);
    const start = this.#functions.reader('StartClose', 'start-close', UNPAID);
    this.#functions.allowStarting(start);
    const monthly = new RoyaltyStateMachine(this, 'monthly-close', {
      errorImpact: 'no country closes its month until somebody asks for it',
      timeout: Duration.hours(4),
      functions: { PlanMonthlyClose: plan, StartClose: start },
    });
    new Rule(this, 'Monthly', {
      ruleName: physicalName(this, 'royalty-monthly-close'),
      schedule: Schedule.expression('cron(5 0 1,10 * ? *)'),
      targets: [new SfnStateMachine(monthly)],
    });
  }

  /** A close that waits for revenue looks again when some is recorded; a lost event costs it a day at most. */
  #wakeOnRevenue(): void {
    const wake = this.#functions.step('WakeClose', 'wake-close', { isAsynchronous: true });
    this.#functions.allowWaking(wake);
    new Rule(this, 'RevenueRecorded', {
      ruleName: physicalName(this, 'royalty-revenue-recorded'),
      eventBus: this.#storage.eventBus,
      eventPattern: { source: ['pennywhistle.revenue'], detailType: ['Revenue Recorded'] },
      targets: [new LambdaFunction(wake)],
    });
  }

  /** Periods come to exist by their plays: after each compaction the partitions that it wrote are looked through. */
  #openOnPlays({ lake }: PlaysStack): void {
    const open = this.#functions.step('OpenPeriods', 'open-periods', {
      isAsynchronous: true,
      timeout: Duration.minutes(2),
    });
    grantObjectList(this.#storage.lakeBucket, open);
    new Rule(this, 'PlaysCompacted', {
      ruleName: physicalName(this, 'royalty-plays-compacted'),
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        // Most hours bring nothing: only an execution that registered a run says so in its output.
        detail: {
          stateMachineArn: [lake.compactPlays.stateMachineArn],
          status: ['SUCCEEDED'],
          output: [{ wildcard: '*"registered"*' }],
        },
      },
      targets: [new LambdaFunction(open)],
    });
  }
}
