const REAL_DATE = Symbol.for('pennywhistle.real-date');

/** The machine's Date, remembered where a second copy of this module finds it after `Date` became virtual. */
function rememberRealDate(): DateConstructor {
  const remembered: unknown = Reflect.get(globalThis, REAL_DATE);
  if (typeof remembered === 'function') return remembered as DateConstructor;
  Reflect.set(globalThis, REAL_DATE, Date);
  return Date;
}

const RealDate = rememberRealDate();

/** Milliseconds since the Unix epoch by the machine's clock, also while `Date` is virtual. */
export function realNow(): number {
  return RealDate.now();
}

/**
 * Makes `Date` of this thread tell virtual time: the machine's plus the shared offset. A function that shares
 * `Date.prototype`, not a subclass, since `structuredClone` and `instanceof` must go on working. Answers the way back.
 */
export function installVirtualDate(offset: SharedArrayBuffer): () => void {
  const cell = new BigInt64Array(offset);
  const now = () => RealDate.now() + Number(Atomics.load(cell, 0));
  function VirtualDate(...parts: readonly unknown[]): Date | string {
    if (new.target === undefined) return new RealDate(now()).toString();
    return Reflect.construct(RealDate, parts.length === 0 ? [now()] : parts, new.target);
  }
  Object.defineProperties(VirtualDate, {
    prototype: { value: RealDate.prototype },
    name: { value: 'Date' },
    length: { value: 7 },
    now: { value: now, writable: true, configurable: true },
    parse: { value: RealDate.parse },
    UTC: { value: RealDate.UTC },
  });
  Reflect.set(globalThis, 'Date', VirtualDate);
  return () => {
    if (Object.is(globalThis.Date, VirtualDate)) Reflect.set(globalThis, 'Date', RealDate);
  };
}
