import { z } from 'zod';
import { canonicalJson } from '#kernel/canonical-json';
import { assertThat } from '#kernel/errors';
import { type Instant, parseInstant } from '#kernel/time/clock';
import { compareUtf8 } from '#kernel/utf8-order';

/** The forms of the United States by which a payee says who they are to the tax office. */
export const TAX_FORMS = ['W-9', 'W-8BEN', 'W-8BEN-E', 'W-8ECI'] as const;

export type TaxFormKind = (typeof TAX_FORMS)[number];

/** A form on file, in force over `[validFrom, validTo)`. */
export interface TaxForm {
  readonly form: TaxFormKind;
  /** ISO 3166 alpha-2: where the payee is resident for tax. */
  readonly country: string;
  /** The rate that a treaty allows, `0` … `0.30`; absent when none is claimed. */
  readonly treatyRate?: string;
  readonly validFrom: Instant;
  /** Absent: as long as the form itself is good for. */
  readonly validTo?: Instant;
}

/** All forms of one holder, as one record; the text is canonical, so that equal forms are equal content. */
export interface TaxFormsContent {
  readonly holderId: string;
  /** Canonical JSON of the forms, by the day from which they hold. */
  readonly forms: string;
}

const instant = z.string().transform((text): Instant => {
  const parsed = parseInstant(text);
  assertThat(parsed !== undefined, `${text} is stored as an instant`);
  return parsed;
});

const stored = z.array(
  z.strictObject({
    form: z.enum(TAX_FORMS),
    country: z.string(),
    treatyRate: z.string().exactOptional(),
    validFrom: instant,
    validTo: instant.exactOptional(),
  }),
);

export function taxFormsOf({ forms }: TaxFormsContent): readonly TaxForm[] {
  return stored.parse(JSON.parse(forms));
}

export function taxFormsContent(holderId: string, forms: readonly TaxForm[]): TaxFormsContent {
  const ordered = forms.toSorted((a, b) => compareUtf8(a.validFrom, b.validFrom));
  return { holderId, forms: canonicalJson(ordered.map((form) => ({ ...form }))) };
}

/** A form's days: a W-8 without an end is good until the third calendar year after it was signed is over (26 CFR 1.1441-1(e)(4)(ii)). */
export function endOf({ form, validFrom, validTo }: TaxForm): Instant | undefined {
  if (form === 'W-9') return validTo;
  const lapse = `${Number(validFrom.slice(0, 4)) + 4}-01-01T00:00:00.000Z` as Instant;
  return validTo === undefined || validTo > lapse ? lapse : validTo;
}

/** The form in force at an instant (R4). */
export function taxFormAt(forms: readonly TaxForm[], at: Instant): TaxForm | undefined {
  return forms.find((form) => form.validFrom <= at && at < (endOf(form) ?? '~'));
}

/** The first two forms of a holder whose days overlap; by what was written, since a lapsed form may be renewed early. */
export function overlapAmong(forms: readonly TaxForm[]): readonly [TaxForm, TaxForm] | undefined {
  const ordered = forms.toSorted((a, b) => compareUtf8(a.validFrom, b.validFrom));
  for (const [index, form] of ordered.entries()) {
    const next = ordered[index + 1];
    if (next !== undefined && next.validFrom < (endOf(form) ?? '~')) return [form, next];
  }
  return undefined;
}
