import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addRevenueTable } from '#infra/constructs/revenue-table';
import type { StorageStack } from '#infra/stacks/storage-stack';

/** Revenue: the lake's table of what countries collected. Its importer belongs to the machine of drops. */
export class RevenueStack extends Stack {
  constructor(scope: Construct, id: string, { storage }: { readonly storage: StorageStack }) {
    super(scope, id, { description: 'Pennywhistle: collected revenue' });
    addRevenueTable(this, { bucketName: storage.lakeBucket.bucketName, database: storage.glueDatabaseName });
  }
}
