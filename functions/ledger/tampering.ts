import { z } from 'zod';
import { type Instant, instantOf } from '#kernel/time/clock';

/** An item of the ledger that was changed or removed after it was written (R27). */
export interface Tampering {
  /** Of the stream's record: the same record is the same alarm. */
  readonly id: string;
  readonly change: 'MODIFY' | 'REMOVE';
  readonly key: { readonly pk: string; readonly sk: string };
  /** Images as the stream told them, as JSON text; empty where there is none. */
  readonly before: string;
  readonly after: string;
  readonly happenedAt: Instant;
}

/** Where alarms are written down, once each. */
export interface AlarmRegister {
  record(tampering: Tampering): Promise<void>;
}

/** How alarms are told to whoever listens. */
export interface AlarmBell {
  ring(tampering: Tampering): Promise<void>;
}

const streamRecord = z.object({
  eventID: z.string(),
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  dynamodb: z.object({
    Keys: z.object({ pk: z.object({ S: z.string() }), sk: z.object({ S: z.string() }) }),
    /** Seconds since the Unix epoch. */
    ApproximateCreationDateTime: z.number(),
    OldImage: z.record(z.string(), z.unknown()).optional(),
    NewImage: z.record(z.string(), z.unknown()).optional(),
  }),
});

/** A batch of the ledger table's stream. */
export const ledgerStreamEvent = z.object({ Records: z.array(streamRecord) });

/** The changes and removals among a batch's records; an insert is how the ledger is written. */
export function tamperingsIn(event: z.output<typeof ledgerStreamEvent>): readonly Tampering[] {
  return event.Records.flatMap(({ eventID, eventName, dynamodb }): Tampering[] => {
    if (eventName === 'INSERT') return [];
    const { Keys, OldImage, NewImage, ApproximateCreationDateTime } = dynamodb;
    return [
      {
        id: eventID,
        change: eventName,
        key: { pk: Keys.pk.S, sk: Keys.sk.S },
        before: OldImage === undefined ? '' : JSON.stringify(OldImage),
        after: NewImage === undefined ? '' : JSON.stringify(NewImage),
        happenedAt: instantOf(ApproximateCreationDateTime * 1000),
      },
    ];
  });
}
