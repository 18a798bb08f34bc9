import { z } from 'zod';
import type { GlueResource } from '#infra/local/engines/athena/glue-catalog';
import type { JsonRecord } from '#infra/local/json';

export interface WorkGroup {
  readonly name: string;
  readonly outputLocation: string | undefined;
  /** Whether the work group's output location overrides the client's. */
  readonly isEnforced: boolean;
  /** As the template has it, for GetWorkGroup. */
  readonly configuration: JsonRecord;
}

const properties = z.object({
  WorkGroupConfiguration: z
    .looseObject({
      EnforceWorkGroupConfiguration: z.union([z.boolean(), z.stringbool()]).default(true),
      ResultConfiguration: z.looseObject({ OutputLocation: z.string().optional() }).optional(),
    })
    .optional(),
});

/** The work groups of the templates and `primary`, which every account has. */
export function readWorkGroups(resources: readonly GlueResource[]): ReadonlyMap<string, WorkGroup> {
  const primary: WorkGroup = { name: 'primary', outputLocation: undefined, isEnforced: false, configuration: {} };
  const declared = resources
    .filter(({ type }) => type === 'AWS::Athena::WorkGroup')
    .map((resource): WorkGroup => {
      const { WorkGroupConfiguration: configuration } = properties.parse(resource.properties);
      const outputLocation = configuration?.ResultConfiguration?.OutputLocation;
      const isEnforced = outputLocation !== undefined && configuration?.EnforceWorkGroupConfiguration === true;
      return { name: resource.name, outputLocation, isEnforced, configuration: configuration ?? {} };
    });
  return new Map([primary, ...declared].map((group) => [group.name, group]));
}
