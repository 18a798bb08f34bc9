import { wordsOf } from '#console/ui/badge.tsx';
import { InstantText } from '#console/ui/instant.tsx';
import { shortDigests } from '#console/ui/short-digests.ts';

export interface TimelineEvent {
  readonly step: string;
  readonly at: string;
  readonly note: string;
  readonly actor: string | null;
}

/** What happened, newest first, with who or what moved it. */
export function Timeline({ events }: { readonly events: readonly TimelineEvent[] }) {
  return (
    <ol className="timeline">
      {events.toReversed().map((event, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a timeline is only ever added to, and two events may be equal
        <li key={events.length - place}>
          <strong>{wordsOf(event.step.replaceAll(/([a-z])([A-Z])/g, '$1 $2'))}</strong>
          {event.note !== '' && <span className="small">{shortDigests(event.note)}</span>}
          <time dateTime={event.at}>
            <InstantText at={event.at} /> · {event.actor ?? 'by itself'}
          </time>
        </li>
      ))}
    </ol>
  );
}
