import { type ChangePorts, changePeriod } from '#close/steps/change-period';

/** What a Catch says. */
export interface CloseFault {
  readonly error: string;
  readonly cause: string;
}

const DETAIL_LENGTH_MAX = 800;

/** Says on the period that its close stopped and why; whoever asks for the close again lets it go on. Safe to repeat. */
export async function recordCloseFault(
  ports: ChangePorts,
  { periodId, attempt, fault }: { readonly periodId: string; readonly attempt: number; readonly fault: CloseFault },
) {
  const detail = `${fault.error}: ${messageOf(fault.cause)}`.slice(0, DETAIL_LENGTH_MAX).toWellFormed();
  const since = ports.clock.now();
  const period = await changePeriod(ports, {
    periodId,
    change: ({ state, attempt: newest, waitingFor }) =>
      state === 'PAID' || newest > attempt || waitingFor?.detail === detail
        ? undefined
        : { waitingFor: { for: 'fault', detail, since }, taskToken: undefined },
    event: { step: 'RecordCloseFault', note: `Attempt ${attempt} stopped: ${detail}` },
  });
  return { state: period.state };
}

/** A Lambda's cause is JSON with an `errorMessage`. */
function messageOf(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    return typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed
      ? String(parsed.errorMessage)
      : cause;
  } catch {
    return cause;
  }
}
