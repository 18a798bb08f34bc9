import { z } from 'zod';
import type { GlueResource } from '#infra/local/engines/athena/glue-catalog';
import { AwsError } from '#infra/local/wire/aws-error';

const properties = z.object({
  Name: z.string(),
  Description: z.string().optional(),
  Database: z.string(),
  QueryString: z.string(),
  WorkGroup: z.string().default('primary'),
});
const listInput = z.object({ WorkGroup: z.string().default('primary') });
const getInput = z.object({ NamedQueryId: z.string() });
const batchInput = z.object({ NamedQueryIds: z.array(z.string()).min(1).max(50) });

/** ListNamedQueries, GetNamedQuery and BatchGetNamedQuery over the templates' saved queries; an id is the query's name. */
export function namedQueryOperations(resources: readonly GlueResource[]) {
  const queries = resources
    .filter(({ type }) => type === 'AWS::Athena::NamedQuery')
    .map((resource) => {
      const query = properties.parse(resource.properties);
      return { ...query, NamedQueryId: query.Name };
    });
  const find = (id: string) => queries.find(({ NamedQueryId }) => NamedQueryId === id);
  return {
    ListNamedQueries(input: unknown) {
      const { WorkGroup } = listInput.parse(input);
      const own = queries.filter((query) => query.WorkGroup === WorkGroup);
      return { NamedQueryIds: own.map(({ NamedQueryId }) => NamedQueryId) };
    },
    GetNamedQuery(input: unknown) {
      const { NamedQueryId } = getInput.parse(input);
      const query = find(NamedQueryId);
      if (query === undefined)
        throw new AwsError('InvalidRequestException', `NamedQuery ${NamedQueryId} was not found`);
      return { NamedQuery: query };
    },
    BatchGetNamedQuery(input: unknown) {
      const ids = batchInput.parse(input).NamedQueryIds;
      return {
        NamedQueries: ids.flatMap((id) => find(id) ?? []),
        UnprocessedNamedQueryIds: ids
          .filter((id) => find(id) === undefined)
          .map((id) => ({ NamedQueryId: id, ErrorCode: 'INVALID_INPUT', ErrorMessage: `${id} was not found` })),
      };
    },
  };
}
