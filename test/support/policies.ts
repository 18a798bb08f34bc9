import { z } from 'zod';
import type { SynthesizedApp, TemplateResource } from '#test/support/templates';

const oneOrMany = <Item extends z.ZodType>(item: Item) => z.union([z.array(item), item.transform((one) => [one])]);

const statementSchema = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMany(z.string()).optional(),
  NotAction: z.unknown().optional(),
  Resource: z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]).optional(),
  NotResource: z.unknown().optional(),
  Condition: z.unknown().optional(),
});
const documentSchema = z.object({ Statement: z.array(statementSchema) });

export interface Statement {
  /** `stack/logicalId` of the policy or role that holds it. */
  readonly holder: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** Resources as they stand in the template, tokens and all. */
  readonly resources: readonly unknown[];
  readonly condition: unknown;
  /** `NotAction` or `NotResource`: it allows all but what it names. */
  readonly isInverted: boolean;
}

const IDENTITY_POLICIES = new Set(['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']);

/** Every statement that a role of any template carries, attached or inline. */
export function roleStatements(synth: SynthesizedApp): Statement[] {
  return synth.resources.flatMap((resource) => {
    if (IDENTITY_POLICIES.has(resource.type)) return statementsOf(resource, resource.properties['PolicyDocument']);
    if (resource.type !== 'AWS::IAM::Role') return [];
    const inline = z.array(z.object({ PolicyDocument: z.unknown() })).parse(resource.properties['Policies'] ?? []);
    return inline.flatMap((policy) => statementsOf(resource, policy.PolicyDocument));
  });
}

/** Reads a policy document's statements; throws on a form that it does not know. */
export function statementsOf(holder: Pick<TemplateResource, 'stack' | 'logicalId'>, document: unknown): Statement[] {
  return documentSchema.parse(document).Statement.map((statement) => ({
    holder: `${holder.stack}/${holder.logicalId}`,
    effect: statement.Effect,
    actions: statement.Action ?? [],
    resources: statement.Resource ?? [],
    condition: statement.Condition,
    isInverted: statement.NotAction !== undefined || statement.NotResource !== undefined,
  }));
}

/** Whether an IAM pattern (`dynamodb:*`, `dynamodb:Put?tem`) covers the action; case does not matter to IAM. */
export function covers(pattern: string, action: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(action);
}
