import type { DropRegister } from '#drops/ports';
import { compareUtf8 } from '#kernel/utf8-order';
import type { Batch, BatchRegister, ContentClaim, MappingStore, ReportRegister, Sheet } from '#reports/ports';
import type { Remittance, Report, TimelineEvent } from '#reports/report';
import { SHIPPED_MAPPINGS } from '#reports/shipped-mappings';

type OnWrite = (write: () => void) => void;

/** The reports' register in memory, with the conditions of the DynamoDB one. */
export function memoryRegister(onWrite: OnWrite = (write) => write()): ReportRegister {
  const heads = new Map<string, Report>();
  const claims = new Map<string, ContentClaim>();
  const sheets = new Map<string, Sheet>();
  const events = new Map<string, TimelineEvent[]>();
  const remittances = new Map<string, Map<string, Remittance>>();
  const append = (reportId: string, event: TimelineEvent) =>
    events.set(reportId, [...(events.get(reportId) ?? []), event]);
  return {
    find: async (reportId) => heads.get(reportId),
    findContent: async ({ provider, contentHash }) => claims.get(`${provider}#${contentHash}`),
    findSheet: async ({ provider, sheetId }) => sheets.get(`${provider}#${sheetId}`) ?? { reportIds: [], revision: 0 },
    async create(report, event, sheetRevision) {
      const { reportId, dropId, attempt, provider, contentHash, sheetId } = report;
      const claim = claims.get(`${provider}#${contentHash}`);
      const sheet = sheets.get(`${provider}#${sheetId}`);
      if (heads.has(reportId) || (claim !== undefined && claim.attempt !== attempt - 1)) return 'lost';
      if (sheetId !== undefined && (sheet?.revision ?? 0) !== sheetRevision) return 'lost';
      onWrite(() => {
        heads.set(reportId, report);
        claims.set(`${provider}#${contentHash}`, { reportId, dropId, attempt });
        if (sheetId !== undefined) {
          const reportIds = [...report.sheetReports, reportId];
          sheets.set(`${provider}#${sheetId}`, { reportIds, revision: sheetRevision + 1 });
        }
        append(reportId, event);
      });
      return 'created';
    },
    async save(report, event) {
      if (heads.get(report.reportId)?.revision !== report.revision - 1) return 'stale';
      onWrite(() => {
        heads.set(report.reportId, report);
        if (event !== undefined) append(report.reportId, event);
      });
      return 'saved';
    },
    events: async (reportId) => events.get(reportId) ?? [],
    remittances: async (reportId) =>
      [...(remittances.get(reportId)?.values() ?? [])].toSorted((left, right) =>
        left.originalCurrency < right.originalCurrency ? -1 : 1,
      ),
    async stateRemittance(reportId, revision, remittance) {
      const head = heads.get(reportId);
      if (head === undefined || head.revision !== revision || head.sealedRemittances !== undefined) return 'stale';
      onWrite(() => {
        heads.set(reportId, { ...head, revision: revision + 1 });
        const own = remittances.get(reportId) ?? new Map<string, Remittance>();
        remittances.set(reportId, own.set(remittance.originalCurrency, remittance));
      });
      return 'saved';
    },
    async list({ limit, cursor }) {
      const found = [...heads.values()]
        .filter((report) => cursor === undefined || positionOf(report) < cursor)
        .toSorted((left, right) => (positionOf(left) < positionOf(right) ? 1 : -1));
      const reports = found.slice(0, limit);
      const last = reports.at(-1);
      return { reports, ...(found.length > limit && last !== undefined && { nextCursor: positionOf(last) }) };
    },
  };
}

const positionOf = ({ createdAt, reportId }: Report) => `${createdAt}#${reportId}`;

export function memoryBatches(onWrite: OnWrite = (write) => write()): BatchRegister {
  const known = new Map<string, Batch>();
  return {
    async reuseOrCreate(batches) {
      const reused = batches.filter(({ batchId }) => known.has(batchId)).length;
      onWrite(() => {
        for (const batch of batches) known.set(batch.batchId, batch);
      });
      return { reused };
    },
  };
}

export const shippedMappings: MappingStore = {
  versions: async (provider) => SHIPPED_MAPPINGS.filter((mapping) => mapping.provider === provider),
  providers: async () => [...new Set(SHIPPED_MAPPINGS.map(({ provider }) => provider))].sort(compareUtf8),
  add: async () => 'stale',
};

/** How drops ended, by drop id; a final status stands. */
export function memoryDropEnds(onWrite: OnWrite = (write) => write()) {
  const ends = new Map<string, string>();
  const mark = (status: string) => async (dropId: string) => {
    if (!ends.has(dropId)) onWrite(() => ends.set(dropId, status));
  };
  const drops = {
    find: async () => undefined,
    markProcessing: async () => undefined,
    markCompleted: mark('completed'),
    markFailed: mark('failed'),
    markDuplicate: mark('duplicate'),
  } as unknown as DropRegister;
  return { drops, ends };
}
