import { Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Accepts one cdk-nag finding below `construct`; `reason` is one sentence that an auditor would accept. */
export function acknowledge(construct: Construct, finding: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: finding, reason });
}
