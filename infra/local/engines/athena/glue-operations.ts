import { z } from 'zod';
import type { GlueCatalog, GlueTable } from '#infra/local/engines/athena/glue-catalog';
import { AwsError } from '#infra/local/wire/aws-error';
import type { Operation } from '#infra/local/wire/json-protocol';

const byName = z.object({ Name: z.string() });
const byDatabase = z.object({ DatabaseName: z.string() });
const byTable = z.object({ DatabaseName: z.string(), Name: z.string() });

/** The questions that Glue's catalogue answers: databases and tables as the templates have them. */
export function glueOperations(catalog: GlueCatalog): Readonly<Record<string, Operation>> {
  const databaseOf = (name: string) => {
    if (catalog.databases.includes(name.toLowerCase())) return { Name: name.toLowerCase(), CatalogId: '000000000000' };
    throw notFound(`Database ${name} not found.`);
  };
  const tablesOf = (name: string) => {
    const database = databaseOf(name);
    return catalog.tables.filter((table) => table.database === database.Name);
  };
  const tableOf = (database: string, name: string) => {
    const found = tablesOf(database).find((table) => table.name === name.toLowerCase());
    if (found === undefined) throw notFound(`Table ${name} not found.`);
    return describe(found);
  };
  return {
    GetDatabases: () => ({ DatabaseList: catalog.databases.map(databaseOf) }),
    GetDatabase: (input) => ({ Database: databaseOf(byName.parse(input).Name) }),
    GetTables: (input) => ({ TableList: tablesOf(byDatabase.parse(input).DatabaseName).map(describe) }),
    GetTable(input) {
      const { DatabaseName, Name } = byTable.parse(input);
      return { Table: tableOf(DatabaseName, Name) };
    },
    // Partitions are the folders under a table's location; none is registered.
    GetPartitions(input) {
      databaseOf(byDatabase.parse(input).DatabaseName);
      return { Partitions: [] };
    },
  };
}

const describe = (table: GlueTable) => ({ ...table.input, Name: table.name, DatabaseName: table.database });
const notFound = (message: string) => new AwsError('EntityNotFoundException', message);
