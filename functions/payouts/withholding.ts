import { z } from 'zod';
import { TAX_FORMS, type TaxForm, taxFormAt } from '#holders/tax-form';
import { assertThat } from '#kernel/errors';
import { type Decimal, parseDecimal } from '#kernel/money/decimal';
import { type Instant, parseInstant } from '#kernel/time/clock';
import shipped from './withholding-rates.json' with { type: 'json' };

/** The return on which the authority is told of a payment. */
export const TAX_REPORTS = ['1042-S', '1099-MISC'] as const;
export type TaxReport = (typeof TAX_REPORTS)[number];

const day = z.string().transform((text, context): Instant => {
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  context.addIssue({ code: 'custom', message: `${text} is no date` });
  return z.NEVER;
});

const schema = z.strictObject({
  rules: z.array(
    z.strictObject({
      rule: z.string(),
      payerCountry: z.string(),
      payee: z.enum(['domestic', 'foreign']),
      /** The forms that the rule asks for one of; none: it holds where no form is on file. */
      forms: z.array(z.enum(TAX_FORMS)),
      /** A decimal, or the rate that the form claims by treaty; a form that claims none leaves it to the next rule. */
      rate: z.union([z.literal('treaty'), z.string().regex(/^(0|1|0\.\d{1,10})$/)]),
      effectiveFrom: day,
      effectiveTo: day.optional(),
      report: z.enum(TAX_REPORTS),
      /** Where the rate stands. */
      source: z.string(),
    }),
  ),
});

export type WithholdingRule = z.output<typeof schema>['rules'][number];

/** What is withheld of a payment, and on what ground. */
export interface Withholding {
  readonly rule: string;
  readonly rate: Decimal;
  readonly report: TaxReport;
  readonly form?: TaxForm['form'];
  /** Where the payee is resident for tax: by the form, else by what the holders drop says. */
  readonly country: string;
}

export interface WithholdingQuestion {
  readonly payerCountry: string;
  /** The country that the holders drop names. */
  readonly holderCountry: string;
  readonly forms: readonly TaxForm[];
  readonly at: Instant;
}

/**
 * What the table says of a payee at an instant: the first rule in force for their form, else the one for none. A form says who is
 * domestic; without one, where the holder lives does. A payer's country that the table does not know withholds nothing.
 */
export function withholdingOf(
  { payerCountry, holderCountry, forms, at }: WithholdingQuestion,
  rules: readonly WithholdingRule[] = SHIPPED,
): Withholding | undefined {
  const form = taxFormAt(forms, at);
  const country = form?.country ?? holderCountry;
  const payee = country === payerCountry ? 'domestic' : 'foreign';
  const known = rules.filter((rule) => rule.payerCountry === payerCountry);
  const rule = known.find(
    (candidate) => candidate.payee === payee && isInForce(candidate, at) && fits(candidate, form),
  );
  if (rule === undefined) {
    assertThat(known.length === 0, `No withholding rule of ${payerCountry} holds for a ${payee} payee at ${at}`);
    return undefined;
  }
  const rate = parseDecimal(rule.rate === 'treaty' ? (form?.treatyRate ?? '') : rule.rate);
  assertThat(rate !== undefined, `Rule ${rule.rule} has no rate`);
  return { rule: rule.rule, rate, report: rule.report, ...(form !== undefined && { form: form.form }), country };
}

function fits({ forms, rate }: WithholdingRule, form: TaxForm | undefined): boolean {
  if (form === undefined) return forms.length === 0;
  return forms.includes(form.form) && (rate !== 'treaty' || form.treatyRate !== undefined);
}

function isInForce({ effectiveFrom, effectiveTo }: WithholdingRule, at: Instant): boolean {
  return effectiveFrom <= at && (effectiveTo === undefined || at < effectiveTo);
}

const SHIPPED = schema.parse(shipped).rules;
