/** A provider that ships with nothing: its mapping is put through the API. Every row has its own currency. */
export const TINPAN_MAPPING = {
  title: 'Tin Pan Alley statement',
  formats: [{ kind: 'delimited', delimiter: ',' }],
  layout: { kind: 'table', columns: { required: ['ISRC', 'Month', 'Currency', 'Net'] } },
  rows: { noActivity: ['No sales in this month'] },
  values: {
    amount: { from: [{ column: 'Net' }] },
    currency: { from: [{ column: 'Currency' }] },
    period: { from: [{ column: 'Month' }], templates: ['YYYY-MM'] },
    isrc: { from: [{ column: 'ISRC' }] },
  },
};

/** A statement of April 2025: ISRC, currency and amount a row. */
export function tinpanFile(rows: readonly (readonly [isrc: string, currency: string, net: string])[]): string {
  return ['ISRC,Month,Currency,Net', ...rows.map(([isrc, currency, net]) => `${isrc},2025-04,${currency},${net}`)].join(
    '\n',
  );
}
