import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { DropZone } from 'react-aria-components/DropZone';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { Text } from 'react-aria-components/Text';
import { dropsQuery } from '#console/pages/reports/report-queries.ts';
import { DROP_KINDS, type DropKind, uploadDrop } from '#console/pages/reports/upload-drop.ts';
import { Badge } from '#console/ui/badge.tsx';
import { Button } from '#console/ui/button.tsx';
import { Choice } from '#console/ui/choice.tsx';
import { Field } from '#console/ui/field.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Notice, Problem } from '#console/ui/query-view.tsx';
import { useAct } from '#console/ui/use-act.ts';

/** Takes a file from the person's hands to the drops bucket, and shows what becomes of it. */
export function DropPanel(props: { readonly dropKey: string | undefined; readonly onDropped: (key: string) => void }) {
  const act = useAct();
  const [kind, setKind] = useState<DropKind>('reports');
  const [provider, setProvider] = useState('');
  const [sheetId, setSheetId] = useState('');
  const [uploading, setUploading] = useState<string>();
  const [error, setError] = useState<unknown>();
  const isReport = kind === 'reports';
  const upload = async (file: File) => {
    setUploading(file.name);
    setError(undefined);
    try {
      const about = isReport ? { provider: provider.trim(), sheetId: sheetId.trim() } : {};
      props.onDropped(await act(() => uploadDrop({ file, kind, ...about })));
    } catch (refusal) {
      setError(refusal);
    } finally {
      setUploading(undefined);
    }
  };
  return (
    <Panel title="Drop a file">
      <div className="stack">
        <div className="grid-3">
          <Choice label="What it is" value={kind} options={DROP_KINDS} onChange={setKind} />
          {isReport && (
            <>
              <Field label="Provider" value={provider} onChange={setProvider} placeholder="distrokid" />
              <Field label="Sheet, if the provider names it" value={sheetId} onChange={setSheetId} />
            </>
          )}
        </div>
        <DropZone
          className="drop-zone"
          getDropOperation={() => 'copy'}
          onDrop={({ items }) => {
            for (const item of items) if (item.kind === 'file') void item.getFile().then(upload);
          }}
        >
          <Text slot="label">
            {uploading === undefined ? 'Drop a file here, or choose one' : `Uploading ${uploading}…`}
          </Text>
          <FileTrigger onSelect={(files) => Array.from(files ?? []).forEach((file) => void upload(file))}>
            <Button kind="primary" isPending={uploading !== undefined} isDisabled={isReport && provider.trim() === ''}>
              Choose a file
            </Button>
          </FileTrigger>
          <span className="small muted">
            {isReport && provider.trim() === ''
              ? 'Name the provider first'
              : 'CSV, TSV, TXT, XLSX; also gzipped or zipped'}
          </span>
        </DropZone>
        {error !== undefined && <Problem error={error} />}
        {props.dropKey !== undefined && <DropFollowed dropKey={props.dropKey} />}
      </div>
    </Panel>
  );
}

function DropFollowed({ dropKey }: { readonly dropKey: string }) {
  const query = useQuery(dropsQuery(dropKey));
  const [drop] = query.data?.items ?? [];
  const name = dropKey.split('/').at(-1);
  if (drop === undefined) return <Notice tone="info">{name} has arrived; looking at what it is…</Notice>;
  return (
    <div
      className="waiting-item"
      data-tone={drop.status === 'failed' ? 'bad' : drop.status === 'completed' ? 'ok' : 'info'}
    >
      <div>
        <strong>{name}</strong>
        <p>
          {drop.errors.length > 0
            ? drop.errors.map((issue) => issue.message).join(' ')
            : Object.entries(drop.counts)
                .map(([what, count]) => `${count} ${what}`)
                .join(', ')}
        </p>
      </div>
      <div className="row">
        <Badge state={drop.status} />
        {drop.link?.type === 'report' && (
          <Link className="button" to="/reports/$id" params={{ id: drop.link.id } as never}>
            Open the report
          </Link>
        )}
      </div>
    </div>
  );
}
