import { readOrders, type SentFile } from '#infra/local/sample-bank/read-orders';
import { type BankStatement, type Booking, writeCamt } from '#infra/local/sample-bank/write-camt';

/** The account out of which the platform pays; it holds several currencies. */
const ACCOUNT = 'DE89370400440532013000';

/** The other side of the sample month: a bank that knows nothing but the files that it is sent and the money that comes in. */
export interface SampleBank {
  /** A provider's money arrives. */
  readonly receive: (of: { readonly cents: bigint; readonly currency: string; readonly text: string }) => void;
  /** Books every order of a file, the way that its scheme books. */
  readonly pay: (file: SentFile) => void;
  /** A payment comes back from where it went. */
  readonly giveBack: (reference: string, why: { readonly code: string; readonly words: string }) => void;
  /** The camt.053 of a day: every account from its opening to its closing balance. What was booked is then told. */
  readonly closeDay: (day: string) => string;
}

/** A bank whose accounts open with these balances, in cents. */
export function openSampleBank(openingCents: Readonly<Record<string, bigint>>): SampleBank {
  const balances = new Map(Object.entries(openingCents));
  const paid = new Map<string, { readonly currency: string; readonly cents: bigint }>();
  let bookings = new Map<string, Booking[]>();
  let sequence = 0;

  const book = (currency: string, booking: Booking) => {
    if (!balances.has(currency)) throw new Error(`The account ${ACCOUNT} holds no ${currency}`);
    bookings.set(currency, [...(bookings.get(currency) ?? []), booking]);
  };
  return {
    receive: ({ cents, currency, text }) => book(currency, { side: 'CRDT', cents, text }),
    pay(file) {
      const { batch, isBookedWhole, orders } = readOrders(file);
      for (const order of orders) paid.set(order.reference, order);
      if (isBookedWhole)
        for (const [currency, same] of Map.groupBy(orders, (order) => order.currency))
          book(currency, { side: 'DBIT', cents: same.reduce((sum, { cents }) => sum + cents, 0n), batch });
      else
        for (const { reference, currency, cents } of orders)
          book(currency, { side: 'DBIT', cents, endToEndId: reference });
    },
    giveBack(reference, returned) {
      const order = paid.get(reference);
      if (order === undefined) throw new Error(`${reference} was never paid; nothing of it can come back`);
      book(order.currency, { side: 'CRDT', cents: order.cents, endToEndId: reference, returned });
    },
    closeDay(day) {
      sequence += 1;
      const statements = [...balances].map(([currency, opening]): BankStatement => {
        const booked = bookings.get(currency) ?? [];
        const closing = booked.reduce((sum, { side, cents }) => sum + (side === 'CRDT' ? cents : -cents), opening);
        balances.set(currency, closing);
        const of = { account: ACCOUNT, currency, sequence, day };
        return { ...of, openingCents: opening, closingCents: closing, bookings: booked };
      });
      bookings = new Map();
      return writeCamt(statements);
    },
  };
}
