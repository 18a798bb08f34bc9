import { AthenaAttributionLake } from '#attribution/adapters/athena-attribution-lake';
import { S3LakeDocuments } from '#attribution/adapters/s3-lake-documents';
import { S3RunStages } from '#attribution/adapters/s3-run-stages';
import type { ClosedPeriod } from '#attribution/ports';
import { type PolicyTerms, policyTermsOf, type SealedInputs } from '#attribution/sealed-inputs';
import { attribute } from '#attribution/steps/attribute';
import { type CountPorts, countQualified } from '#attribution/steps/count-qualified';
import { prove } from '#attribution/steps/prove';
import type { GlueResource } from '#infra/local/engines/athena/glue-catalog';
import { buildCloudModel } from '#infra/local/template/cloud-model';
import { synthesizeProject } from '#infra/local/template/synthesize';
import type { DistributionPolicy } from '#kernel/market/distribution-policy';
import { type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';
import { aLakeDesk } from '#test/support/lake-desk';

/** A sealed play; what a test does not name is an ordinary qualified play of one listener. */
export interface PlayRow {
  readonly playId?: string;
  readonly userId?: string;
  readonly trackId?: string;
  readonly playedAt?: string;
  readonly isEligible?: boolean;
  readonly contextType?: string;
  /** How many such plays; each gets an id of its own. */
  readonly times?: number;
}

export interface ShareRow {
  readonly trackId: string;
  readonly rightsType?: string;
  readonly holderId: string;
  readonly share?: string;
  readonly from?: string;
  readonly to?: string;
}

export interface WeightRow {
  readonly country?: string;
  readonly rightsType?: string;
  readonly weight?: string;
  readonly from?: string;
  readonly to?: string;
}

export interface PeriodRows {
  readonly periodId?: string;
  readonly policy?: DistributionPolicy;
  readonly pool: string;
  readonly plays: readonly PlayRow[];
  readonly shares?: readonly ShareRow[];
  readonly weights?: readonly WeightRow[];
  readonly revenue?: readonly { readonly userId?: string; readonly amount: string }[];
  readonly artists?: Readonly<Record<string, string>>;
  readonly flagged?: readonly string[];
  /** Where the market's terms are not the shipped ones. */
  readonly artistTerms?: Partial<PolicyTerms['artistCentric']>;
  readonly trackEligibility?: PolicyTerms['trackEligibility'];
  /** What the pool takes from frozen periods. */
  readonly corrections?: SealedInputs['corrections'];
}

const LONG_AGO = '2000-01-01T00:00:00Z';
const PERIOD = 'US_2025_04';
const WHOLE: readonly WeightRow[] = [{}];

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const msOf = (at: string) => millisecondsOf(at as Instant);
const endMs = (to: string | undefined) => (to === undefined ? 'cast(null as bigint)' : `cast(${msOf(to)} as bigint)`);

function valuesOf(columns: string, types: readonly string[], rows: readonly (readonly string[])[]): string {
  const names = columns.split(', ');
  const casts = names.map((name, index) => `cast(${name} as ${types[index]}) as ${name}`).join(', ');
  const from =
    rows.length === 0
      ? `(select ${names.map((name) => `null as ${name}`).join(', ')} where false)`
      : `(values ${rows.map((row) => `(${row.join(', ')})`).join(', ')})`;
  return `select ${casts} from ${from} t(${columns})`;
}

/** Attribution over a lake of its own: sealed Parquet written by hand, queries by the local Athena, the freeze by hand. */
export async function anAttributionDesk() {
  const { templates } = await synthesizeProject();
  const addresses = { endpoint: 'http://127.0.0.1:4566', apiEndpoint: 'http://127.0.0.1:4000' };
  const tables: readonly GlueResource[] = buildCloudModel(templates, addresses).ofType('AWS::Glue::Table');
  const desk = await aLakeDesk(tables);
  const stages = new S3RunStages(desk.s3, 'royalty-lake');
  const documents = new S3LakeDocuments(desk.s3, 'royalty-lake');
  const lake = new AthenaAttributionLake(desk.queries(), stages);
  const closed = new Map<string, ClosedPeriod>();
  const closedPeriods = { find: (periodId: string) => Promise.resolve(closed.get(periodId)) };
  let versions = 0;

  async function write(rows: PeriodRows): Promise<CountPorts> {
    versions += 1;
    const version = versions;
    const { periodId = PERIOD, plays, shares = [], weights = WHOLE, revenue = [], artists = {}, flagged = [] } = rows;
    const run = `seal-${version}`;
    const listed = plays.flatMap((play, index) =>
      Array.from({ length: play.times ?? 1 }, (_, time) => ({ ...play, playId: play.playId ?? `p${index}-${time}` })),
    );
    await desk.parquet(
      `plays_sealed/period_id=${periodId}/run=${run}/plays.parquet`,
      `${valuesOf(
        'play_id, user_id, track_id, played_at_ms, context_type, royalty_eligible',
        ['varchar', 'varchar', 'varchar', 'bigint', 'varchar', 'boolean'],
        listed.map((play) => [
          text(play.playId),
          text(play.userId ?? 'U1'),
          text(play.trackId ?? 'T1'),
          String(msOf(play.playedAt ?? '2025-04-10T12:00:00Z')),
          text(play.contextType ?? 'radio'),
          String(play.isEligible ?? true),
        ]),
      )}`,
    );
    if (flagged.length > 0)
      await desk.parquet(
        `fraud_flags/scope=${periodId}/run=${run}/flags.parquet`,
        valuesOf(
          'play_id',
          ['varchar'],
          flagged.map((id) => [text(id)]),
        ),
      );
    await desk.parquet(
      `rights_bridge/version=${version}/bridge.parquet`,
      valuesOf(
        'track_id, rights_type, holder_id, share, effective_from_ms, effective_to_ms',
        ['varchar', 'varchar', 'varchar', 'decimal(6,5)', 'bigint', 'bigint'],
        shares.map((share) => [
          text(share.trackId),
          text(share.rightsType ?? 'artist'),
          text(share.holderId),
          text(share.share ?? '1'),
          String(msOf(share.from ?? LONG_AGO)),
          endMs(share.to),
        ]),
      ),
    );
    await desk.parquet(
      `type_weights/version=${version}/weights.parquet`,
      valuesOf(
        'country, rights_type, weight, effective_from_ms, effective_to_ms',
        ['varchar', 'varchar', 'decimal(6,5)', 'bigint', 'bigint'],
        weights.map((weight) => [
          text(weight.country ?? '*'),
          text(weight.rightsType ?? 'artist'),
          text(weight.weight ?? '1'),
          String(msOf(weight.from ?? LONG_AGO)),
          endMs(weight.to),
        ]),
      ),
    );
    await desk.parquet(
      `revenue/period_id=${periodId}/version=${version}/revenue.parquet`,
      valuesOf(
        'country, period, user_id, currency, amount',
        ['varchar', 'varchar', 'varchar', 'varchar', 'decimal(38,10)'],
        revenue.map((row) => [text('US'), text('2025-04'), text(row.userId ?? ''), text('USD'), text(row.amount)]),
      ),
    );
    await desk.parquet(
      `catalog/version=${version}/tracks.parquet`,
      valuesOf(
        'track_id, isrc, title, artist',
        ['varchar', 'varchar', 'varchar', 'varchar'],
        Object.entries(artists).map(([track, artist]) => [text(track), text(track), text(track), text(artist)]),
      ),
    );
    const ports = await portsOf({ periodId, version, run, plays: listed.length, hasFlags: flagged.length > 0 });
    const termsOf: CountPorts['termsOf'] = (period) => {
      const shipped = policyTermsOf(period);
      return {
        trackEligibility: rows.trackEligibility ?? shipped.trackEligibility,
        artistCentric: { ...shipped.artistCentric, ...rows.artistTerms },
      };
    };
    return { ...ports, termsOf };
  }

  async function objectsUnder(prefix: string) {
    const found = desk.store.index.objectsFrom('royalty-lake', Buffer.from(prefix), 100);
    return found
      .filter(({ key }) => key.startsWith(prefix))
      .map(({ key, sizeBytes, etag }) => ({
        key,
        bytes: sizeBytes,
        etag: etag.startsWith('"') ? etag : `"${etag}"`,
        rows: 1,
      }));
  }

  async function portsOf(period: { periodId: string; version: number; run: string; plays: number; hasFlags: boolean }) {
    const { periodId, version, run, plays } = period;
    const { createHash } = await import('node:crypto');
    const { readFileSync } = await import('node:fs');
    const snapshot = (key: string) => {
      const sha256 = createHash('sha256')
        .update(readFileSync(desk.store.pathOf(desk.store.find('royalty-lake', key))))
        .digest('hex');
      const found = { version, key, rows: 1, sha256, dropId: 'd', createdAt: instantOf(0) };
      return { current: async () => found, find: async () => found, download: async () => undefined };
    };
    const objects = await objectsUnder(`plays_sealed/period_id=${periodId}/run=${run}/`);
    const flagObjects = await objectsUnder(`fraud_flags/scope=${periodId}/run=${run}/`);
    const revenue = snapshot(`revenue/period_id=${periodId}/version=${version}/revenue.parquet`);
    const ports: CountPorts = {
      seals: {
        find: async () => ({
          periodId,
          run,
          manifestKey: `play_manifests/${periodId}.json`,
          manifestHash: 'f'.repeat(64),
          objects,
          plays,
          latePlays: 0,
          quarantinedPlays: 0,
          duplicatePlays: 0,
          sealedAt: instantOf(0),
        }),
      },
      flags: {
        sealedFor: async () =>
          period.hasFlags ? [{ scope: periodId, run, flags: flagObjects.length, objects: flagObjects }] : [],
      },
      bridge: snapshot(`rights_bridge/version=${version}/bridge.parquet`),
      weights: snapshot(`type_weights/version=${version}/weights.parquet`),
      catalog: snapshot(`catalog/version=${version}/tracks.parquet`),
      revenue: {
        current: async () => undefined,
        find: async () => {
          const found = await revenue.find();
          return { ...found, periodId, currency: 'USD' as never, total: '0' };
        },
      },
      termsOf: policyTermsOf,
      closedPeriods,
      lake,
      runInputs: stages,
      documents,
    };
    return ports;
  }

  return {
    ...desk,
    lake,
    documents,
    closed,
    closedPeriods,
    write,
    /** Counts a period of these rows and freezes it by hand. */
    async freeze(rows: PeriodRows, { run = '1' }: { readonly run?: string } = {}) {
      const ports = await write(rows);
      const { periodId = PERIOD, policy = 'pro_rata', pool } = rows;
      const { corrections } = rows;
      const taken = corrections === undefined ? {} : { corrections };
      const request = { periodId, run, policy, pool, currency: 'USD', revenueVersion: versions, ...taken };
      const counted = await countQualified(request, ports);
      closed.set(periodId, {
        periodId,
        state: 'FROZEN',
        run,
        inputManifestKey: counted.input_manifest_key,
        inputManifestHash: counted.input_manifest_hash,
      });
      return { counted, ports, run, periodId };
    },
    /** Counts, freezes, attributes and proves a period of these rows. */
    async attributed(rows: PeriodRows, options: { readonly run?: string } = {}) {
      const frozen = await this.freeze(rows, options);
      const { periodId, run } = frozen;
      const ports = { closedPeriods, documents, lake };
      await attribute({ periodId, run }, ports);
      const proven = await prove({ periodId, run }, ports);
      const standing = closed.get(periodId);
      if (standing !== undefined)
        closed.set(periodId, {
          ...standing,
          proof: {
            run,
            totalsKey: proven.totals_key,
            closeReportKey: proven.close_report_key,
            closeReportHash: proven.close_report_hash,
          },
        });
      const report = JSON.parse((await documents.get(proven.close_report_key)) ?? '{}') as CloseReport;
      return { ...frozen, proven, report };
    },
  };
}

/** As much of the canonical close report as tests look at. */
export interface CloseReport {
  readonly holders: readonly { readonly rights_holder_id: string; readonly amount: string }[];
  readonly unattributed_by_track: readonly {
    readonly track_id: string;
    readonly rights_type: string;
    readonly reason: string;
    readonly amount: string;
  }[];
  readonly lines_digest: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly rates: Readonly<Record<string, string | number>>;
  readonly unnamed_rights_types: readonly string[];
}

export type AttributionDesk = Awaited<ReturnType<typeof anAttributionDesk>>;
