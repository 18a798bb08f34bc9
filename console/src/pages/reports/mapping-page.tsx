import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answered, api } from '#console/api/client.ts';
import { MappingEditor } from '#console/pages/reports/mapping-editor.tsx';
import { useAddress, useAsked } from '#console/ui/address.ts';
import { wordsOf } from '#console/ui/badge.tsx';
import { Choice } from '#console/ui/choice.tsx';
import { Page } from '#console/ui/page.tsx';
import { QueryView } from '#console/ui/query-view.tsx';

/** How one provider's files are read: columns against fields, tried on a real file before it counts. */
export function MappingPage() {
  const { provider = '' } = useAddress();
  const [asked, ask] = useAsked();
  const version = asked['version'];
  const query = useQuery({
    queryKey: ['mapping', provider, version],
    queryFn: () =>
      answered(
        api.GET('/v1/providers/{provider}/mapping', {
          params: { path: { provider }, query: { ...(version !== undefined && { version: Number(version) }) } },
        }),
      ),
    staleTime: 60_000,
  });
  return (
    <Page
      title={`${wordsOf(provider)} mapping`}
      eyebrow={
        <>
          <Link to="/reports">Reports</Link> / mapping
        </>
      }
      lead="A new layout is a new version of this document, never code. Versions before it stay."
      actions={
        query.data !== undefined && (
          <Choice
            label="Version"
            isLabelHidden
            value={String(query.data.version)}
            options={query.data.versions.map((one) => ({ value: String(one), label: `Version ${one}` }))}
            onChange={(chosen) => ask({ version: chosen })}
          />
        )
      }
    >
      <QueryView query={query} lines={8}>
        {(found) => (
          <MappingEditor
            key={`${found.provider} ${found.version}`}
            provider={found.provider}
            mapping={found.mapping}
            dropId={asked['drop']}
            onSaved={() => ask({ version: undefined })}
          />
        )}
      </QueryView>
    </Page>
  );
}
