import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { grantAthena } from '#infra/constructs/athena-grants';
import { grantControlList, grantControlRead } from '#infra/constructs/control-grants';
import { grantObjectList, grantObjectRead } from '#infra/constructs/object-grants';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { addSavedQueries } from '#infra/constructs/saved-queries';
import type { ApiStack } from '#infra/stacks/api-stack';
import type { StorageStack } from '#infra/stacks/storage-stack';

const UNSEEN = 'operations and auditors do not see where the money of a period went';

const UNEXPLAINED = 'holders cannot see what they earned from';
/** What a holder earned is in: rows of reports, and lines of plays by group, release and correction. */
const EARNED = ['report_rows', 'report_lines', 'earned_lines', 'line_groups', 'release_lines', 'correction_lines'];

/** Analytics: the questions of the trade, by API and as saved queries; it reads and changes nothing. */
export class AnalyticsStack extends Stack {
  readonly #storage: StorageStack;

  constructor(
    scope: Construct,
    id: string,
    { storage, api }: { readonly storage: StorageStack; readonly api: ApiStack },
  ) {
    super(scope, id, { description: 'Pennywhistle: the questions of the trade' });
    this.#storage = storage;
    addSavedQueries(this, storage);
    const skipRate = this.#question('GetSkipRate', 'get-skip-rate', ['plays_sealed']);
    this.#allowSeals(skipRate);
    grantControlList(storage.controlTable, skipRate, ['PERIODS#*']);
    api.addRoute('GET', '/v1/analytics/skip-rate', skipRate);
    const arrivalLag = this.#question('GetArrivalLag', 'get-arrival-lag', ['plays_sealed']);
    this.#allowSeals(arrivalLag);
    api.addRoute('GET', '/v1/analytics/arrival-lag', arrivalLag);
    const longTail = this.#question('GetLongTail', 'get-long-tail', ['line_groups']);
    api.addRoute('GET', '/v1/analytics/long-tail', longTail);
    const concentration = this.#question('GetConcentration', 'get-concentration', ['attribution_lines']);
    api.addRoute('GET', '/v1/analytics/concentration', concentration);
    const trackEarnings = this.#question('GetTrackEarnings', 'get-track-earnings', ['attribution_lines']);
    api.addRoute('GET', '/v1/tracks/{track_id}/earnings', trackEarnings);
    const holderEarnings = this.#question('GetHolderEarnings', 'get-holder-earnings', EARNED, UNEXPLAINED);
    grantControlRead(storage.controlTable, holderEarnings, ['HOLDER#*']);
    api.addRoute('GET', '/v1/holders/{id}/earnings', holderEarnings);
    const claimed = this.#question('GetClaimedNotPaid', 'get-claimed-not-paid', ['plays_sealed', 'fraud_flags']);
    this.#allowSeals(claimed);
    grantControlRead(storage.controlTable, claimed, ['FRAUD#*']);
    api.addRoute('GET', '/v1/periods/{id}/claimed-not-paid', claimed);
    const preview = this.#question('GetPeriodPreview', 'get-period-preview', ['plays_sealed', 'plays_landing']);
    this.#allowSeals(preview);
    grantControlRead(storage.controlTable, preview, ['REVENUE#*']);
    grantControlList(storage.controlTable, preview, ['PERIODS#*']);
    api.addRoute('GET', '/v1/periods/{id}/preview', preview);
  }

  #question(id: string, file: string, tables: readonly string[], errorImpact = UNSEEN): RoyaltyFunction {
    const { controlTable, lakeBucket, glueDatabaseName, athenaWorkgroupName } = this.#storage;
    const fn = new RoyaltyFunction(this, id, {
      file: `functions/analytics/handlers/${file}.ts`,
      errorImpact,
      memoryMegabytes: 1024,
      environment: {
        CONTROL_TABLE: controlTable.tableName,
        LAKE_BUCKET: lakeBucket.bucketName,
        GLUE_DATABASE: glueDatabaseName,
        ATHENA_WORKGROUP: athenaWorkgroupName,
      },
    });
    grantControlRead(controlTable, fn, ['PERIOD#*']);
    grantObjectList(lakeBucket, fn);
    grantAthena(fn, this.#storage, { reads: tables });
    return fn;
  }

  #allowSeals(fn: RoyaltyFunction): void {
    grantControlRead(this.#storage.controlTable, fn, ['SEAL#*']);
    grantObjectRead(this.#storage.lakeBucket, fn, 'play_manifests/');
  }
}
