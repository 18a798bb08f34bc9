import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnNamedQuery } from 'aws-cdk-lib/aws-athena';
import type { Construct } from 'constructs';
import { projectRoot } from '#infra/constructs/bundling';
import { physicalName } from '#infra/constructs/stage';
import type { StorageStack } from '#infra/stacks/storage-stack';

interface SavedQuery {
  readonly id: string;
  /** `functions/analytics/sql/<file>.sql`; the API asks the same text. */
  readonly file: string;
  readonly description: string;
}

const QUERIES: readonly SavedQuery[] = [
  {
    id: 'SkipRate',
    file: 'skip-rate',
    description:
      'Plays left within thirty seconds, by surface. Values: period ids, seal runs, and period/run for each.',
  },
  {
    id: 'Concentration',
    file: 'concentration',
    description: 'Which part of the payouts the best paid holders have. Values: period id, run of its proof.',
  },
  {
    id: 'TrackEarnings',
    file: 'track-earnings',
    description: 'Who earned what with a track by the deal in force. Values: period id, run of its proof, track id.',
  },
];

/** The three questions of the trade as saved queries of the work group, `?` being execution parameters. */
export function addSavedQueries(scope: Construct, storage: StorageStack): void {
  for (const { id, file, description } of QUERIES)
    new CfnNamedQuery(scope, `${id}Query`, {
      name: physicalName(scope, `royalty-${file}`),
      description,
      database: storage.glueDatabaseName,
      workGroup: storage.athenaWorkgroupName,
      queryString: readFileSync(join(projectRoot, 'functions', 'analytics', 'sql', `${file}.sql`), 'utf8'),
    });
}
