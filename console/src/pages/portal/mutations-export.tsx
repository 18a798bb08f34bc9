import { useEffect, useRef, useState } from 'react';
import { countText } from '#console/money/amount.ts';
import { mutationPages } from '#console/pages/portal/holder-queries.ts';
import type { Mutation } from '#console/pages/portal/mutation-rows.tsx';
import { csvText } from '#console/table/csv.ts';
import { downloadText } from '#console/table/download-csv.ts';
import { everyPage } from '#console/table/use-paged-rows.ts';
import { Button } from '#console/ui/button.tsx';
import { Notice } from '#console/ui/query-view.tsx';

const HEADER = [
  'effective_at',
  'kind',
  'source',
  'source_id',
  'amount',
  'balance_after',
  'currency',
  'transaction_id',
] as const;

/** Every mutation as one file, not only those that were scrolled by: page after page, saying how far it is. */
export function MutationsExport(props: { readonly holderId: string; readonly isDisabled: boolean }) {
  const [rows, setRows] = useState<number>();
  const [error, setError] = useState<string>();
  const leaving = useRef(new AbortController());
  useEffect(() => {
    leaving.current = new AbortController();
    return () => leaving.current.abort();
  }, []);
  const exportAll = async () => {
    setError(undefined);
    setRows(0);
    const { signal } = leaving.current;
    try {
      const parts = [csvText(HEADER, [])];
      let done = 0;
      for await (const items of everyPage<Mutation>(mutationPages(props.holderId), signal)) {
        parts.push(csvText(undefined, items.map(cellsOf)));
        done += items.length;
        setRows(done);
      }
      downloadText(`mutations-${props.holderId}.csv`, parts);
    } catch (failure) {
      if (!signal.aborted) setError(failure instanceof Error ? failure.message : String(failure));
    }
    setRows(undefined);
  };
  return (
    <>
      <Button onPress={() => void exportAll()} isDisabled={props.isDisabled || rows !== undefined}>
        {rows === undefined ? 'Export as CSV' : `Exporting, ${countText(rows)} so far`}
      </Button>
      {error !== undefined && <Notice tone="bad">Nothing was exported: {error}</Notice>}
    </>
  );
}

const cellsOf = (row: Mutation): readonly string[] => [
  row.effective_at,
  row.kind,
  row.source.type,
  row.source.id,
  row.amount,
  row.balance_after,
  row.currency,
  row.transaction_id,
];
