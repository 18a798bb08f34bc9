import XMLBuilder from 'fast-xml-builder';
import { assertThat } from '#kernel/errors';
import type { PaymentBatch, PaymentInstruction, RenderedBatch } from '#payouts/payment-batch';
import { requireReference, sepaText } from '#payouts/rails/plain-text';
import { controlSum, railAmount } from '#payouts/rails/rail-amount';

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09';
/** The SEPA scheme takes 70 characters of a name where the message would take 140. */
const NAME_LENGTH = 70;
const REMITTANCE_LENGTH = 140;

/** What differs between the schemes that pain.001 serves. */
interface Scheme {
  readonly service: object | undefined;
  /** Who bears the charges: SEPA's own level, or shared. */
  readonly charges: 'SLEV' | 'SHAR';
  readonly creditorAgent: (payment: PaymentInstruction) => object | undefined;
  readonly creditorAccount: (payment: PaymentInstruction) => object;
  readonly hasCountry: boolean;
}

/** `pain.001.001.09` in the SEPA credit transfer scheme: euro, IBAN to IBAN. Asserts what the scheme demands. */
export function renderSepa(batch: PaymentBatch): RenderedBatch {
  assertThat(batch.currency === 'EUR', `Batch ${batch.batchId} is in ${batch.currency}; SEPA moves euro`);
  return render(batch, {
    service: { SvcLvl: { Cd: 'SEPA' } },
    charges: 'SLEV',
    creditorAgent: ({ destination: { bic } }) => (bic === undefined ? undefined : agent(bic)),
    creditorAccount: (payment) => ibanOf(payment),
    hasCountry: false,
  });
}

/** `pain.001.001.09` across borders and currencies: by BIC, to an IBAN or the account number of the bank's country. */
export function renderInternational(batch: PaymentBatch): RenderedBatch {
  return render(batch, {
    service: undefined,
    charges: 'SHAR',
    creditorAgent: ({ paymentId, destination: { bic } }) => {
      assertThat(bic !== undefined, `Payment ${paymentId} names no BIC`);
      return agent(bic);
    },
    creditorAccount: (payment) =>
      payment.destination.iban === undefined
        ? accountOf(payment.paymentId, payment.destination.account)
        : ibanOf(payment),
    hasCountry: true,
  });
}

function render(batch: PaymentBatch, scheme: Scheme): RenderedBatch {
  const { batchId, createdAt, currency, debtor, executionDate, payments } = batch;
  const id = requireReference(batchId);
  const totals = { NbOfTxs: String(payments.length), CtrlSum: railAmount(controlSum(batch), currency) };
  const name = sepaText(debtor.name, NAME_LENGTH);
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    Document: {
      '@xmlns': NAMESPACE,
      CstmrCdtTrfInitn: {
        GrpHdr: { MsgId: id, CreDtTm: createdAt, ...totals, InitgPty: { Nm: name } },
        PmtInf: {
          PmtInfId: id,
          PmtMtd: 'TRF',
          // One booking for the whole batch is matched by its id and sum, one for each payment by its own id.
          BtchBookg: 'true',
          ...totals,
          ...(scheme.service !== undefined && { PmtTpInf: scheme.service }),
          ReqdExctnDt: { Dt: executionDate },
          Dbtr: { Nm: name },
          DbtrAcct: { Id: debtorAccount(batch), Ccy: currency },
          DbtrAgt: debtorAgent(batch),
          ChrgBr: scheme.charges,
          CdtTrfTxInf: payments.map((payment) => transfer(payment, batch, scheme)),
        },
      },
    },
  };
  const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', format: true, indentBy: ' ' });
  return { fileName: `${id}.xml`, mediaType: 'application/xml', body: builder.build(document) };
}

function transfer(payment: PaymentInstruction, { currency }: PaymentBatch, scheme: Scheme): object {
  const creditorAgent = scheme.creditorAgent(payment);
  return {
    PmtId: { EndToEndId: requireReference(payment.endToEndId) },
    Amt: { InstdAmt: { '@Ccy': currency, '#text': railAmount(payment.units, currency) } },
    ...(creditorAgent !== undefined && { CdtrAgt: creditorAgent }),
    Cdtr: {
      Nm: sepaText(payment.name, NAME_LENGTH),
      ...(scheme.hasCountry && { PstlAdr: { Ctry: payment.country } }),
    },
    CdtrAcct: { Id: scheme.creditorAccount(payment) },
    RmtInf: { Ustrd: sepaText(payment.remittanceText, REMITTANCE_LENGTH) },
  };
}

const agent = (bic: string) => ({ FinInstnId: { BICFI: bic } });
const accountOf = (what: string, account: string | undefined) => {
  assertThat(account !== undefined && account !== '', `${what} names neither an IBAN nor an account`);
  return { Othr: { Id: account } };
};

function ibanOf({ paymentId, destination: { iban } }: PaymentInstruction): object {
  assertThat(iban !== undefined, `Payment ${paymentId} names no IBAN`);
  return { IBAN: iban };
}

function debtorAccount({ batchId, debtor: { iban, account } }: PaymentBatch): object {
  return iban === undefined ? accountOf(`The debtor of ${batchId}`, account) : { IBAN: iban };
}

function debtorAgent({ debtor: { bic, routing } }: PaymentBatch): object {
  if (bic !== undefined) return agent(bic);
  if (routing === undefined) return { FinInstnId: { Othr: { Id: 'NOTPROVIDED' } } };
  return { FinInstnId: { ClrSysMmbId: { ClrSysId: { Cd: 'USABA' }, MmbId: routing } } };
}
