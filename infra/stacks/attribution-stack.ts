import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addAttributionRoutes } from '#infra/constructs/attribution-routes';
import { type AttributionSteps, addAttributionSteps } from '#infra/constructs/attribution-steps';
import { addAttributionTables } from '#infra/constructs/attribution-tables';
import type { ApiStack } from '#infra/stacks/api-stack';
import type { StorageStack } from '#infra/stacks/storage-stack';

/** Attribution: the lake's tables, the steps that the close runs, and the questions about lines. */
export class AttributionStack extends Stack {
  readonly steps: AttributionSteps;

  constructor(scope: Construct, id: string, props: { readonly storage: StorageStack; readonly api: ApiStack }) {
    super(scope, id, { description: 'Pennywhistle: attribution of plays to rights holders' });
    const { storage, api } = props;
    addAttributionTables(this, { bucketName: storage.lakeBucket.bucketName, database: storage.glueDatabaseName });
    this.steps = addAttributionSteps(this, storage);
    addAttributionRoutes(this, storage, api);
  }
}
