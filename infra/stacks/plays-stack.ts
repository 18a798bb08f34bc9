import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addPlaysIntake, type PlaysIntake } from '#infra/constructs/plays-intake';
import type { StorageStack } from '#infra/stacks/storage-stack';

/** Plays: from the stream and from drops into the lake. */
export class PlaysStack extends Stack {
  readonly intake: PlaysIntake;

  constructor(scope: Construct, id: string, { storage }: { readonly storage: StorageStack }) {
    super(scope, id, { description: 'Pennywhistle: plays' });
    this.intake = addPlaysIntake(this, storage);
  }
}
