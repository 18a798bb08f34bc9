import { Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { grantAthena } from '#infra/constructs/athena-grants';
import { attributionFunction } from '#infra/constructs/attribution-steps';
import { grantControlRead, grantControlWrite } from '#infra/constructs/control-grants';
import { grantLedgerInsert } from '#infra/constructs/ledger-grants';
import {
  grantObjectList,
  grantObjectRead,
  grantObjectReplace,
  grantObjectWrite,
} from '#infra/constructs/object-grants';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { RoyaltyStateMachine } from '#infra/constructs/royalty-state-machine';
import { physicalName } from '#infra/constructs/stage';
import type { StorageStack } from '#infra/stacks/storage-stack';

const UNRELEASED = 'holders whose rights were registered late are not paid what is held for them';
const RECORDS = ['PERIOD#*'];
/** What a release reads of the frozen run, and of what it was made of. */
const SOURCES = [
  'plays_sealed',
  'rights_bridge',
  'flagged_plays',
  'ineligible_tracks',
  'period_gaps',
  'period_rates',
  'release_lines',
  'correction_lines',
  'fraud_flags',
];

/** Rights that were registered later take what was held for them (R10): after each rights drop, and once a day. */
export class ReleasesStack extends Stack {
  readonly #storage: StorageStack;

  constructor(scope: Construct, id: string, { storage }: { readonly storage: StorageStack }) {
    super(scope, id, { description: 'Pennywhistle: releases of held money' });
    this.#storage = storage;
    const machine = new RoyaltyStateMachine(this, 'release-held', {
      errorImpact: UNRELEASED,
      timeout: Duration.days(2),
      functions: {
        PlanReleases: this.#planReleases(),
        BeginRelease: this.#beginRelease(),
        WriteRelease: this.#writeRelease(),
        PostRelease: this.#postRelease(),
      },
    });
    new Rule(this, 'RightsRecorded', {
      ruleName: physicalName(this, 'royalty-rights-recorded'),
      eventBus: storage.eventBus,
      eventPattern: { source: ['pennywhistle.rights'], detailType: ['Rights Recorded'] },
      targets: [new SfnStateMachine(machine)],
    });
    // A lost event, a failed release, or a period that was paid after the drop waits for this.
    new Rule(this, 'Daily', {
      ruleName: physicalName(this, 'royalty-daily-releases'),
      schedule: Schedule.expression('cron(35 3 * * ? *)'),
      targets: [new SfnStateMachine(machine)],
    });
  }

  #planReleases(): RoyaltyFunction {
    const { controlTable, lakeBucket } = this.#storage;
    const fn = this.#function('PlanReleases', 'plan-releases', Duration.minutes(5));
    grantControlRead(controlTable, fn, [...RECORDS, 'RIGHTS#*']);
    grantObjectList(lakeBucket, fn);
    return fn;
  }

  #beginRelease(): RoyaltyFunction {
    const fn = this.#function('BeginRelease', 'begin-release', Duration.seconds(30));
    grantControlWrite(this.#storage.controlTable, fn, RECORDS);
    return fn;
  }

  #writeRelease(): RoyaltyFunction {
    const { controlTable, lakeBucket } = this.#storage;
    const fn = attributionFunction(this, this.#storage, 'WriteRelease', {
      file: 'write-release',
      errorImpact: UNRELEASED,
    });
    grantControlRead(controlTable, fn, [...RECORDS, 'FRAUD#*']);
    grantAthena(fn, this.#storage, { reads: SOURCES });
    grantObjectReplace(lakeBucket, fn, 'release_lines/period_id=');
    for (const folder of ['input_manifests/', 'correction_totals/']) grantObjectRead(lakeBucket, fn, folder);
    for (const folder of ['attribution_runs/', 'release_totals/']) grantObjectWrite(lakeBucket, fn, folder);
    return fn;
  }

  #postRelease(): RoyaltyFunction {
    const { controlTable, lakeBucket, ledgerTable } = this.#storage;
    const fn = this.#function('PostRelease', 'post-release', Duration.minutes(15));
    fn.addEnvironment('LEDGER_TABLE', ledgerTable.tableName);
    grantControlWrite(controlTable, fn, RECORDS);
    grantLedgerInsert(ledgerTable, fn);
    for (const folder of ['attribution_totals/', 'correction_totals/', 'release_totals/'])
      grantObjectRead(lakeBucket, fn, folder);
    grantObjectList(lakeBucket, fn);
    return fn;
  }

  #function(id: string, file: string, timeout: Duration): RoyaltyFunction {
    const { controlTable, lakeBucket } = this.#storage;
    return new RoyaltyFunction(this, id, {
      file: `functions/close/handlers/${file}.ts`,
      errorImpact: UNRELEASED,
      timeout,
      memoryMegabytes: 1024,
      environment: { CONTROL_TABLE: controlTable.tableName, LAKE_BUCKET: lakeBucket.bucketName },
    });
  }
}
