import type { LakeRow } from '#reports/ports';

/** A row of the lake as the API shows it. */
export function rowBodyOf({ fields }: LakeRow) {
  const text = (name: string) => fields[name] ?? '';
  return {
    line: Number(text('line')),
    sheet: text('sheet'),
    currency: text('currency'),
    amount: text('amount'),
    payable: text('payable') === 'true',
    filter: text('filter'),
    units: text('units'),
    isrc: text('isrc'),
    upc: text('upc'),
    title: text('title'),
    artist: text('artist'),
    store: text('store'),
    territory: text('territory'),
    sale_period: text('sale_period'),
    transaction_kind: text('transaction_kind'),
    cells: text('text').split(text('separator')),
    earned:
      text('holder_id') === ''
        ? null
        : {
            holder_id: text('holder_id'),
            track_id: text('track_id'),
            match_kind: text('match_kind'),
            batch_id: text('batch_id'),
            currency: text('received_currency'),
            converted: text('converted'),
            commission: text('commission'),
            commission_rate: text('commission_rate'),
            holder_amount: text('holder_amount'),
          },
  };
}
