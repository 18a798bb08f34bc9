import { type ReactNode, useState } from 'react';
import { answered, api } from '#console/api/client.ts';
import type { paths } from '#console/api/schema.d.ts';
import { ErrorTables } from '#console/pages/reports/error-groups.tsx';
import type { MappingDocument } from '#console/pages/reports/mapping-document.ts';
import { Amount } from '#console/ui/amount.tsx';
import { wordsOf } from '#console/ui/badge.tsx';
import { Button } from '#console/ui/button.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, Notice, Problem } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';

type Preview =
  paths['/v1/providers/{provider}/mapping/preview']['post']['responses'][200]['content']['application/json'];

const COLUMNS_SHOWN = [
  'line',
  'amount',
  'currency',
  'units',
  'title',
  'artist',
  'isrc',
  'store',
  'territory',
  'sale_period',
];

interface NumberedRow {
  readonly row: Readonly<Record<string, unknown>>;
  readonly place: number;
}

/** Reads a dropped file by the draft and shows what comes out; nothing is stored or posted. */
export function MappingPreview(props: {
  readonly provider: string;
  readonly dropId: string | undefined;
  /** Absent: what is stored. */
  readonly draft: MappingDocument | undefined;
  readonly chooser: ReactNode;
}) {
  const [preview, setPreview] = useState<Preview>();
  const [error, setError] = useState<unknown>();
  const [isRunning, setRunning] = useState(false);
  const { provider, dropId, draft } = props;
  const run = async (drop_id: string) => {
    setRunning(true);
    setError(undefined);
    try {
      const body = { drop_id, ...(draft !== undefined && { mapping: draft }) };
      setPreview(
        await answered(api.POST('/v1/providers/{provider}/mapping/preview', { params: { path: { provider } }, body })),
      );
    } catch (refusal) {
      setPreview(undefined);
      setError(refusal);
    } finally {
      setRunning(false);
    }
  };
  return (
    <Panel title="Try it on a file" note={draft === undefined ? 'By the stored version' : 'By your draft'}>
      <div className="stack">
        <div className="row">
          {props.chooser}
          <Button
            isDisabled={dropId === undefined}
            isPending={isRunning}
            onPress={() => dropId !== undefined && void run(dropId)}
          >
            Preview
          </Button>
        </div>
        {error !== undefined && <Problem error={error} />}
        {preview === undefined ? (
          error === undefined && (
            <Empty title={dropId === undefined ? 'No file of this provider was dropped yet' : 'Not tried yet'} />
          )
        ) : (
          <Outcome preview={preview} />
        )}
      </div>
    </Panel>
  );
}

function Outcome({ preview }: { readonly preview: Preview }) {
  const columns = COLUMNS_SHOWN.filter((name) =>
    preview.rows.some((row) => row[name] !== undefined && row[name] !== ''),
  );
  return (
    <div className="stack">
      <Notice tone={preview.outcome === 'read' && preview.errors.length === 0 ? 'ok' : 'bad'}>
        {preview.outcome === 'read' ? 'It can be read.' : 'It would be refused.'}
        <span className="row">
          {preview.totals.payable.map((sum) => (
            <Amount key={sum.currency} value={sum.amount} currency={sum.currency} />
          ))}
        </span>
      </Notice>
      <ErrorTables groups={preview.errors} />
      {preview.rows.length > 0 && (
        <Table
          label="First rows as mapped"
          rows={preview.rows.map((row, place) => ({ row, place }))}
          keyOf={({ place }) => String(place)}
          columns={columns.map((name) => ({ title: wordsOf(name), cell: ({ row }: NumberedRow) => shown(row[name]) }))}
        />
      )}
    </div>
  );
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));
