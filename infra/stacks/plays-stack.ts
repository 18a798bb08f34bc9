import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addPlayLake, type PlayLake } from '#infra/constructs/play-lake';
import { addPlaysIntake } from '#infra/constructs/plays-intake';
import type { StorageStack } from '#infra/stacks/storage-stack';

/** Plays: from the stream and from drops into the lake. */
export class PlaysStack extends Stack {
  readonly lake: PlayLake;

  constructor(scope: Construct, id: string, { storage }: { readonly storage: StorageStack }) {
    super(scope, id, { description: 'Pennywhistle: plays' });
    addPlaysIntake(this, storage);
    this.lake = addPlayLake(this, storage);
  }
}
