import type { App, Stack } from 'aws-cdk-lib';
import { z } from 'zod';
import { buildApp } from '#infra/app';

const templateSchema = z.object({
  Resources: z
    .record(
      z.string(),
      z.object({
        Type: z.string(),
        Properties: z.record(z.string(), z.unknown()).default({}),
        Metadata: z.record(z.string(), z.unknown()).default({}),
        DeletionPolicy: z.string().optional(),
        UpdateReplacePolicy: z.string().optional(),
      }),
    )
    .default({}),
});

export interface TemplateResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
}

export interface SynthesizedApp {
  readonly app: App;
  readonly resources: readonly TemplateResource[];
  /** Stack names by the stacks that they need first. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
}

const kept = new Map<string, SynthesizedApp>();

/** The app's templates as they deploy, without bundling; the test files of one process share one synthesis of a stage. */
export function synthesized(stage: string): SynthesizedApp {
  const found = kept.get(stage) ?? synthesize(stage);
  kept.set(stage, found);
  return found;
}

function synthesize(stage: string): SynthesizedApp {
  const app = buildApp({ stage, isValidated: false, context: { 'aws:cdk:bundling-stacks': [] } });
  const assembly = app.synth();
  const resources = assembly.stacks.flatMap((stack) =>
    Object.entries(templateSchema.parse(stack.template).Resources).map(([logicalId, resource]) => ({
      stack: stack.stackName,
      logicalId,
      type: resource.Type,
      properties: resource.Properties,
      metadata: resource.Metadata,
      deletionPolicy: resource.DeletionPolicy,
      updateReplacePolicy: resource.UpdateReplacePolicy,
    })),
  );
  const stacks = app.node.children.filter((child): child is Stack => 'dependencies' in child && 'stackName' in child);
  return {
    app,
    resources,
    dependencies: new Map(stacks.map((stack) => [stack.stackName, stack.dependencies.map((need) => need.stackName)])),
  };
}

/** The resources of one CloudFormation type. */
export function ofType(synth: SynthesizedApp, type: string): TemplateResource[] {
  return synth.resources.filter((resource) => resource.type === type);
}
