import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from '#infra/constructs/acknowledge';
import {
  grantControlCheck,
  grantControlList,
  grantControlRead,
  grantControlWrite,
} from '#infra/constructs/control-grants';
import { grantLedgerInsert, grantLedgerRead } from '#infra/constructs/ledger-grants';
import { grantObjectList, grantObjectRead } from '#infra/constructs/object-grants';
import { alarmOn } from '#infra/constructs/royalty-alarms';
import { RoyaltyFunction, type RoyaltyFunctionProps } from '#infra/constructs/royalty-function';
import { RoyaltyStateMachine } from '#infra/constructs/royalty-state-machine';
import { physicalName } from '#infra/constructs/stage';
import { allowSynchronousChild } from '#infra/constructs/synchronous-child';
import type { ApiStack } from '#infra/stacks/api-stack';
import type { AttributionStack } from '#infra/stacks/attribution-stack';
import type { PlaysStack } from '#infra/stacks/plays-stack';
import type { StorageStack } from '#infra/stacks/storage-stack';

const UNPAID = 'rights holders of a country are not paid for a month';
const RECORDS = ['PERIOD#*'];
const MONTHS = ['PERIODS#*'];
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
  /** By name, since functions of the machine wake it. */
  readonly #closePeriodArn: string;

  constructor(scope: Construct, id: string, props: CloseStackProps) {
    super(scope, id, { description: 'Pennywhistle: the close of country-periods' });
    this.#storage = props.storage;
    this.#closePeriodArn = this.#statesArn(`stateMachine:${physicalName(this, 'close-period')}`);
    this.#closePeriod(props);
    this.#monthlyClose();
    this.#wakeOnRevenue();
    this.#openOnPlays(props.plays);
    this.#addRoutes(props.api);
  }

  #closePeriod({ plays: { intake, lake }, attribution }: CloseStackProps): void {
    const machine = new RoyaltyStateMachine(this, 'close-period', {
      errorImpact: UNPAID,
      functions: {
        EnsureOpen: this.#step('EnsureOpen', 'ensure-open'),
        BeginCutoff: this.#step('BeginCutoff', 'begin-cutoff'),
        StartDrain: intake.startDrain,
        CheckDrain: intake.checkDrain,
        SealPlays: lake.sealPlays,
        BeginReconciling: this.#step('BeginReconciling', 'begin-reconciling'),
        FlagFraud: lake.flagFraud,
        ConfirmRevenue: this.#confirmRevenue(),
        AwaitPreviousPeriod: this.#waiting('AwaitPreviousPeriod', 'await-previous-period', REVENUE),
        DeterminePool: this.#determinePool(),
        FreezePool: this.#freezePool(),
        ...attribution.steps,
        PostEarnings: this.#postEarnings(),
        ProveLedger: this.#proveLedger(),
        AwaitApproval: this.#waiting('AwaitApproval', 'await-approval'),
        ReleaseEarnings: this.#step('ReleaseEarnings', 'release-earnings'),
        RecordCloseFault: this.#step('RecordCloseFault', 'record-close-fault'),
      },
      substitutions: { CompactPlaysMachineArn: lake.compactPlays.stateMachineArn },
    });
    allowSynchronousChild(machine, lake.compactPlays);
  }

  /** A function whose task waits for a person, or wakes at once when there is nothing to wait for. */
  #waiting(id: string, file: string, reads?: typeof REVENUE): RoyaltyFunction {
    const fn = this.#step(id, file);
    if (reads !== undefined) grantControlRead(this.#storage.controlTable, fn, reads);
    this.#allowWaking(fn);
    return fn;
  }

  #confirmRevenue(): RoyaltyFunction {
    const fn = this.#waiting('ConfirmRevenue', 'confirm-revenue', REVENUE);
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
    const fn = this.#step('DeterminePool', 'determine-pool');
    grantControlRead(controlTable, fn, REVENUE);
    fn.addEnvironment('LEDGER_TABLE', ledgerTable.tableName);
    grantLedgerRead(ledgerTable, fn);
    return fn;
  }

  #freezePool(): RoyaltyFunction {
    const fn = this.#step('FreezePool', 'freeze-pool');
    grantControlCheck(this.#storage.controlTable, fn, REVENUE);
    return fn;
  }

  #postEarnings(): RoyaltyFunction {
    const { lakeBucket, ledgerTable } = this.#storage;
    const fn = this.#step('PostEarnings', 'post-earnings', { timeout: Duration.minutes(15), memoryMegabytes: 2048 });
    fn.addEnvironment('LEDGER_TABLE', ledgerTable.tableName);
    grantLedgerInsert(ledgerTable, fn);
    grantObjectRead(lakeBucket, fn, 'attribution_totals/');
    grantObjectRead(lakeBucket, fn, 'correction_totals/');
    grantObjectList(lakeBucket, fn);
    return fn;
  }

  #proveLedger(): RoyaltyFunction {
    const fn = this.#waiting('ProveLedger', 'prove-ledger');
    fn.addEnvironment('LEDGER_TABLE', this.#storage.ledgerTable.tableName);
    grantLedgerRead(this.#storage.ledgerTable, fn);
    return fn;
  }

  /** On the first of the month, and again for countries that were first heard of while plays may still arrive. */
  #monthlyClose(): void {
    const plan = this.#step('PlanMonthlyClose', 'plan-monthly-close', { timeout: Duration.minutes(2) });
    grantControlList(this.#storage.controlTable, plan, MONTHS);
    grantObjectList(this.#storage.lakeBucket, plan);
    const start = this.#function('StartClose', 'start-close', UNPAID);
    this.#allowStarting(start);
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
    const wake = this.#step('WakeClose', 'wake-close', { isAsynchronous: true });
    this.#allowWaking(wake);
    new Rule(this, 'RevenueRecorded', {
      ruleName: physicalName(this, 'royalty-revenue-recorded'),
      eventBus: this.#storage.eventBus,
      eventPattern: { source: ['pennywhistle.revenue'], detailType: ['Revenue Recorded'] },
      targets: [new LambdaFunction(wake)],
    });
  }

  /** Periods come to exist by their plays: after each compaction the partitions that it wrote are looked through. */
  #openOnPlays({ lake }: PlaysStack): void {
    const open = this.#step('OpenPeriods', 'open-periods', { isAsynchronous: true, timeout: Duration.minutes(2) });
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

  #addRoutes(api: ApiStack): void {
    const { controlTable } = this.#storage;
    const list = this.#function('ListPeriods', 'list-periods', 'nobody sees which periods are closed');
    grantControlRead(controlTable, list, RECORDS);
    grantControlList(controlTable, list, MONTHS);
    api.addRoute('GET', '/v1/periods', list);
    const get = this.#function('GetPeriod', 'get-period', 'nobody sees how far a close has come');
    grantControlRead(controlTable, get, RECORDS);
    api.addRoute('GET', '/v1/periods/{id}', get);
    const close = this.#function('ClosePeriod', 'close-period', 'a period closes on schedule only');
    this.#allowStarting(close);
    api.addRoute('POST', '/v1/periods/{id}/close', close);
    const approve = this.#step('ApprovePeriod', 'approve-period');
    this.#allowWaking(approve);
    api.addRoute('POST', '/v1/periods/{id}/approve', approve);
  }

  /** A function that moves periods: it reads and writes their records. */
  #step(id: string, file: string, size: Partial<RoyaltyFunctionProps> = {}): RoyaltyFunction {
    const fn = this.#function(id, file, UNPAID, size);
    grantControlWrite(this.#storage.controlTable, fn, RECORDS);
    return fn;
  }

  #function(id: string, file: string, errorImpact: string, size: Partial<RoyaltyFunctionProps> = {}): RoyaltyFunction {
    const { controlTable, lakeBucket } = this.#storage;
    return new RoyaltyFunction(this, id, {
      file: `functions/close/handlers/${file}.ts`,
      errorImpact,
      memoryMegabytes: 1024,
      environment: {
        CONTROL_TABLE: controlTable.tableName,
        LAKE_BUCKET: lakeBucket.bucketName,
        CLOSE_PERIOD_ARN: this.#closePeriodArn,
      },
      ...size,
    });
  }

  #allowStarting(fn: RoyaltyFunction): void {
    grantControlWrite(this.#storage.controlTable, fn, RECORDS);
    const executions = `execution:${physicalName(this, 'close-period')}:*`;
    fn.addToRolePolicy(new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.#closePeriodArn] }));
    fn.addToRolePolicy(
      new PolicyStatement({ actions: ['states:DescribeExecution'], resources: [this.#statesArn(executions)] }),
    );
    if (fn.role === undefined) throw new Error(`${fn.node.id} has no role of its own`);
    acknowledge(
      fn.role,
      `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:${executions}]`,
      'Executions are named by period and attempt, which nobody knows beforehand.',
    );
  }

  #allowWaking(fn: RoyaltyFunction): void {
    fn.addToRolePolicy(new PolicyStatement({ actions: ['states:SendTaskSuccess'], resources: [this.#closePeriodArn] }));
  }

  #statesArn(resource: string): string {
    return this.formatArn({ service: 'states', resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
  }
}
