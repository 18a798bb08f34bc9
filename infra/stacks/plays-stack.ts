import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addPlayLake, type PlayLake } from '#infra/constructs/play-lake';
import { addPlaysIntake, type PlaysIntake } from '#infra/constructs/plays-intake';
import type { StorageStack } from '#infra/stacks/storage-stack';

/** Plays: from the stream and from drops into the lake, and from there to the sealed plays of a period. */
export class PlaysStack extends Stack {
  readonly intake: PlaysIntake;
  readonly lake: PlayLake;

  constructor(scope: Construct, id: string, { storage }: { readonly storage: StorageStack }) {
    super(scope, id, { description: 'Pennywhistle: plays' });
    this.intake = addPlaysIntake(this, storage);
    this.lake = addPlayLake(this, storage);
  }
}
