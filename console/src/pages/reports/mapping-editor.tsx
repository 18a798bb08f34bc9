import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api } from '#console/api/client.ts';
import { useIs } from '#console/api/session.ts';
import {
  columnFor,
  columnsOf,
  type MappingDocument,
  readingOf,
  TARGET_FIELDS,
  withColumn,
} from '#console/pages/reports/mapping-document.ts';
import { MappingPreview } from '#console/pages/reports/mapping-preview.tsx';
import { dropsQuery } from '#console/pages/reports/report-queries.ts';
import { wordsOf } from '#console/ui/badge.tsx';
import { Button } from '#console/ui/button.tsx';
import { Choice } from '#console/ui/choice.tsx';
import { ConfirmDialog } from '#console/ui/confirm-dialog.tsx';
import { Field } from '#console/ui/field.tsx';
import { Panel } from '#console/ui/page.tsx';
import { useAct } from '#console/ui/use-act.ts';

interface Props {
  readonly provider: string;
  readonly mapping: MappingDocument;
  readonly dropId: string | undefined;
  readonly onSaved: () => void;
}

/** Edits a draft; it counts for nothing until it is saved as the next version. */
export function MappingEditor({ provider, mapping, dropId, onSaved }: Props) {
  const isOperator = useIs('ops', 'admin');
  const act = useAct();
  const [draft, setDraft] = useState(mapping);
  const [source, setSource] = useState(() => JSON.stringify(mapping, null, 2));
  const [isAsking, setAsking] = useState(false);
  const fault = faultOf(source);
  const change = (next: MappingDocument) => {
    setDraft(next);
    setSource(JSON.stringify(next, null, 2));
  };
  const edit = (text: string) => {
    setSource(text);
    if (faultOf(text) === undefined) setDraft(JSON.parse(text) as MappingDocument);
  };
  const isChanged = JSON.stringify(draft) !== JSON.stringify(mapping);
  return (
    <>
      <Panel title="Columns and fields" note="What the file calls it, what it means">
        <FieldChoices mapping={draft} isReadOnly={!isOperator} onChange={change} />
      </Panel>
      {isOperator && <Preview provider={provider} draft={draft} dropId={dropId} isChanged={isChanged} />}
      <Panel title="The whole document" note="Everything that the form above does not show">
        <div className="stack-s">
          <div className="mapping-source">
            <Field label="Mapping as JSON" value={source} onChange={edit} isMultiline error={fault} />
          </div>
          {isOperator && (
            <div className="row">
              <Button kind="primary" isDisabled={!isChanged || fault !== undefined} onPress={() => setAsking(true)}>
                Save as the next version
              </Button>
              <Button isDisabled={!isChanged} onPress={() => change(mapping)}>
                Start over
              </Button>
            </div>
          )}
        </div>
      </Panel>
      {isAsking && (
        <ConfirmDialog
          title="Save as the next version?"
          action="Save"
          onClose={() => setAsking(false)}
          act={async ({ key }) => {
            await act(() =>
              answered(
                api.PUT('/v1/providers/{provider}/mapping', {
                  params: { path: { provider }, header: { 'Idempotency-Key': key } },
                  body: { mapping: draft },
                }),
              ),
            );
            onSaved();
          }}
        >
          <p>Reports dropped from now on are read by it. Reports that are posted stay as they are.</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function FieldChoices(props: {
  readonly mapping: MappingDocument;
  readonly isReadOnly: boolean;
  readonly onChange: (mapping: MappingDocument) => void;
}) {
  const columns = columnsOf(props.mapping).map((column) => ({ value: column, label: column }));
  return (
    <ul className="mapping-grid">
      {TARGET_FIELDS.map((field) => (
        <li key={field}>
          {props.isReadOnly ? (
            <span>{readingOf(props.mapping, field)}</span>
          ) : (
            <Choice
              label={`Column for ${wordsOf(field)}`}
              isLabelHidden
              placeholder={readingOf(props.mapping, field)}
              value={columnFor(props.mapping, field)}
              options={columns}
              onChange={(column) => props.onChange(withColumn(props.mapping, field, column))}
            />
          )}
          <span aria-hidden="true" className="muted">
            →
          </span>
          <strong>{wordsOf(field.replaceAll(/([A-Z])/g, ' $1'))}</strong>
        </li>
      ))}
    </ul>
  );
}

function Preview(props: {
  readonly provider: string;
  readonly draft: MappingDocument;
  readonly dropId: string | undefined;
  readonly isChanged: boolean;
}) {
  const drops = useQuery({ ...dropsQuery(`reports/${props.provider}/`), refetchInterval: false });
  const [chosen, setChosen] = useState(props.dropId);
  const options = (drops.data?.items ?? []).map(({ drop_id, key }) => ({
    value: drop_id,
    label: key.split('/').at(-1) ?? key,
  }));
  const dropId = chosen ?? options[0]?.value;
  return (
    <MappingPreview
      provider={props.provider}
      dropId={dropId}
      draft={props.isChanged ? props.draft : undefined}
      chooser={<Choice label="Dropped file" isLabelHidden value={dropId} options={options} onChange={setChosen} />}
    />
  );
}

function faultOf(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
